#!/usr/bin/env bash
# The README's first command, as a newcomer uses it: start, upload with curl, read back, stop.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=lib.bash
source "$root/.ci/steps/lib.bash"

work=$(mktemp -d)
pid=
trap '[[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT

serve "$work" || { echo "not ok ops/run starts the server"; exit 1; }
unserve
# Once built: how long until it listens, as a person waits for it.
start=$(date +%s%N)
serve "$work" || { echo "not ok ops/run starts the server again"; exit 1; }
echo "ok ops/run listens $((($(date +%s%N) - start) / 1000000)) ms after the command, once built"

head -c 3000000 /dev/urandom >"$work/clip.mp4"
code=$(curl -sS -o "$work/answer" -w '%{http_code}' -T "$work/clip.mp4" "$url/files/")
segment=$(sed -n 's/.*"id":"\([0-9a-f-]*\)".*/\1/p' "$work/answer")
[[ $code == 201 && -n $segment ]] && echo "ok curl -T uploads a file" || echo "not ok curl -T uploads a file ($code)"
again=$(curl -sS -o /dev/null -w '%{http_code}' -T "$work/clip.mp4" "$url/files/")
[[ $again == 200 ]] && echo "ok the same file again is the same segment" || echo "not ok the same file again ($again)"
curl -fsS "$url/segments/$segment/content" | cmp -s - "$work/clip.mp4" &&
    echo "ok it comes back bit for bit" || echo "not ok it comes back bit for bit"
(cd "$work/store/vault/"*/*/* && sha256sum --quiet --strict -c SHA256SUMS) &&
    echo "ok sha256sum checks the vault" || echo "not ok sha256sum checks the vault"
[[ $(curl -s "$management/readyz") == ok ]] && echo "ok readyz says ok" || echo "not ok readyz says ok"
unserve
status=$?
pid=
[[ $status == 0 ]] && echo "ok SIGTERM ends it with 0" || echo "not ok SIGTERM ends it with 0 ($status)"
