#!/usr/bin/env bash
# What TLS and HTTP/2 cost: curl uploads the same files over each of the four wires, turn and turn about, to a plain server
# and to one with TLS (BoringSSL, P-256). Compares the servers' CPU time for a GiB, and the bytes in a second, with those of
# plain HTTP/1.1 in the same round. Prints a result line for the bound: TLS costs at most 1.6 times plain.
#
#   benchmarks/load/wires.sh [ROUNDS [WARM_UP]]        7 6
#
# 8 files of 64 MiB at a time for each wire; needs 2 GiB of disk for each round.
set -uo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../../.ci/steps/lib.bash
source "$root/.ci/steps/lib.bash"
rounds=${1:-7} warm_up=${2:-6} files=8 mib=64

work=$(mktemp -d "${TMPDIR:-/tmp}/wires.XXXXXX")
pid='' pids=() failed=0
cleanup() {
    ((${#pids[@]})) && kill -TERM "${pids[@]}" 2>/dev/null && wait "${pids[@]}" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null || exit 2
printf 'http:\n  tls:\n    certificate: %s\n    key: %s\n' "$work/cert.pem" "$work/key.pem" >"$work/tls.yaml"
mkdir "$work/plain" "$work/tls"
serve "$work/plain" || { echo 'not ok wires (the plain server did not start)'; exit 1; }
plain_url=$url plain_management=$management pids+=("$pid")
serve "$work/tls" --config "$work/tls.yaml" || { echo 'not ok wires (the server with TLS did not start)'; exit 1; }
tls_url=$url tls_management=$management pids+=("$pid")
head -c "${mib}M" /dev/urandom >"$work/clip"

# ticks PID: the CPU time that it has used, in hundredths of a second.
ticks() {
    awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# settle MANAGEMENT: what the seals have left to do must not run beside the next wire's turn.
settle() {
    local waited=0 metrics
    while ((waited++ < 300)); do
        metrics=$(curl -fsS "$1/metrics")
        grep -q '^liuhen_queue_jobs{.*"verify"' <<<"$metrics" || return
        sleep 0.2
    done
}

# load NAME SERVER URL MANAGEMENT OPTION…: one turn; appends CPU s/GiB and MiB/s to $work/NAME.figures. A curl for each
# file: with prior knowledge of HTTP/2, Debian 12's cannot send two over one connection, to no server.
load() {
    local name=$1 server=$2 base=$3 port=$4 i before started senders=()
    settle "$port"
    before=$(ticks "$server") started=$EPOCHREALTIME
    for ((i = 0; i < files; i++)); do
        curl -fsS --cacert "$work/cert.pem" "${@:5}" -T "$work/clip" "${base%/}/files/$name-$round-$i.mp4" >/dev/null &
        senders+=("$!")
    done
    for i in "${senders[@]}"; do
        wait "$i" || { echo "not ok wires: an upload over $name failed"; exit 1; }
    done
    awk -v c="$(($(ticks "$server") - before))" -v s="$started" -v e="$EPOCHREALTIME" -v m=$((files * mib)) \
        'BEGIN { printf "%.3f %.1f\n", c / 100 / (m / 1024), m / (e - s) }' | tee -a "$work/$name.figures" |
        sed "s/^/$(printf '%-12s' "$name")/"
}

for ((round = 0; round < warm_up + rounds; round++)); do
    echo "-- round $((round + 1)) of $((warm_up + rounds)), load average $(cut -d' ' -f1 /proc/loadavg); CPU s/GiB, MiB/s"
    load http1 "${pids[0]}" "$plain_url" "$plain_management" --http1.1
    load http1-tls "${pids[1]}" "$tls_url" "$tls_management" --http1.1
    load http2 "${pids[0]}" "$plain_url" "$plain_management" --http2-prior-knowledge
    load http2-tls "${pids[1]}" "$tls_url" "$tls_management" --http2
done

# ratio NAME BASE COLUMN: median, least and greatest over the rounds that count.
ratio() {
    paste -d' ' "$work/$1.figures" "$work/$2.figures" | tail -n +$((warm_up + 1)) | awk -v c="$3" '{ print $c / $(2 + c) }' |
        sort -g | awk '{ v[NR] = $1 } END { printf "%.2f (%.2f to %.2f)", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

for pair in 'http1-tls http1' 'http2 http1' 'http2-tls http2' 'http2-tls http1'; do
    read -r name base <<<"$pair"
    echo "$name by $base: CPU $(ratio "$name" "$base" 1), MiB/s $(ratio "$name" "$base" 2)"
done
cost=$(ratio http1-tls http1 1)
if awk -v v="${cost%% *}" 'BEGIN { exit !(v <= 1.6) }'; then
    echo "ok TLS costs $cost times plain in CPU, bound 1.6"
else
    echo "not ok TLS costs $cost times plain in CPU, bound 1.6"
    failed=1
fi
for pid in "${pids[@]}"; do
    unserve || { echo 'not ok a server did not stop well'; failed=1; }
done
pids=()
exit "$failed"
