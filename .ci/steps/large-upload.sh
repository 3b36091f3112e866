#!/usr/bin/env bash
# One upload of 5 GiB (or $1 bytes): the server's memory stays flat, and sealing it costs no more than sealing a small one.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=lib.bash
source "$root/.ci/steps/lib.bash"
bytes=${1:-$((5 << 30))}
# What memory may differ by, whatever the length: garbage of the heap that is not collected yet, and read caches.
slack_kib=$((96 << 10))

work=$(mktemp -d)
pid=
trap '[[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT
if (($(df -k --output=avail "$work" | tail -n 1) < bytes * 3 / 1024)); then
    echo "ok large upload # SKIP not enough room on the disk"
    exit 0
fi

# tus FILE LENGTH: uploads a file in one request and prints its id.
tus() {
    local location
    location=$(curl -fsS -D - -o /dev/null -X POST -H 'Tus-Resumable: 1.0.0' -H "Upload-Length: $2" "$url/files" |
        sed -n 's/^[Ll]ocation: \(.*\)\r$/\1/p')
    curl -fsS -o /dev/null -X PATCH -T "$1" -H 'Tus-Resumable: 1.0.0' -H 'Upload-Offset: 0' \
        -H 'Content-Type: application/offset+octet-stream' "$url$location" && echo "${location#/files/}"
}

truncate -s "$bytes" "$work/large"
truncate -s $((64 << 20)) "$work/small"
serve "$work" || { echo "not ok large upload (the server did not start)"; exit 1; }
for _ in 1 2 3; do tus "$work/small" $((64 << 20)) >/dev/null; done
before=$(resident VmRSS)
small_seals=$(metric liuhen_seal_duration_seconds_sum)
id=$(tus "$work/large" "$bytes") || { echo "not ok large upload"; exit 1; }
peak=$(resident VmHWM)
seals=$(metric liuhen_seal_duration_seconds_sum)
awk -v s="$seals" -v b="$small_seals" -v m="$before" -v p="$peak" 'BEGIN {
    printf "resident before %d KiB, at most %d KiB; seal of 64 MiB %.1f ms, of the large one %.1f ms\n",
        m, p, b / 3 * 1000, (s - b) * 1000 }'
if ((peak <= before + slack_kib)); then
    echo "ok memory stays flat over $bytes bytes (from $before to at most $peak KiB)"
else
    echo "not ok memory stays flat over $bytes bytes (from $before to $peak KiB)"
fi
# A ratio, for machines differ; generous, for one seal is one sample of a disk.
if awk -v s="$seals" -v b="$small_seals" 'BEGIN { exit !((s - b) <= 10 * b / 3 + 0.02) }'; then
    echo "ok sealing the large one costs what sealing a small one costs"
else
    echo "not ok sealing the large one costs what sealing a small one costs"
fi
digest=$(curl -fsS "$url/segments/$id" | sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)","state":"sealed".*/\1/p')
[[ $digest == "$(sha256sum <"$work/large" | cut -d' ' -f1)" ]] &&
    echo "ok its digest is right" || echo "not ok its digest is right ($digest)"
unserve || echo "not ok the server stops"
pid=
