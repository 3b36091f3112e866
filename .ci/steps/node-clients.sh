#!/usr/bin/env bash
# Clients from npm, unchanged, against the server as operators start it: with pauses, broken lines and `kill -9`. See
# ingest-server/src/test/node. Installs Node where it is missing, and the clients, as pinned, below target/.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

command -v npm >/dev/null || { apt-get update -qq && apt-get install -y -qq nodejs npm; } >/dev/null 2>&1
here=$root/target/node-clients
rm -rf "$here" && mkdir -p "$here" && cp -r "$root/ingest-server/src/test/node/." "$here" || exit 1
(cd "$here" && npm ci --ignore-scripts --no-audit --no-fund) >"$here/npm.log" 2>&1 || {
    tail -n 20 "$here/npm.log"
    echo 'not ok clients from npm (they cannot be installed)'
    exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node "$here/run.mjs" "$root/ops/run" "$work/store" || {
    tail -n 20 "$work/store.log"
    exit 1
}
