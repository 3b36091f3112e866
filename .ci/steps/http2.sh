#!/usr/bin/env bash
# The tests of both upload protocols once more, with clients that speak HTTP/2 wherever they do not send bare bytes.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

mvn -B -ntp -q -pl storage-engine,ingest-server verify -Dtest=NoSuchTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test='Tus*IT,Rufh*IT,PlainUploadIT,DeclaredDigestIT' -Dfailsafe.failIfNoSpecifiedTests=false -Dliuhen.http=2
status=$?
# Maven ends by resetting a terminal's colours, in a line that it does not end.
echo
if ((status == 0)); then
    echo 'ok both upload protocols over HTTP/2'
else
    echo 'not ok both upload protocols over HTTP/2'
    exit 1
fi
