#!/usr/bin/env bash
# Receiving, side by side with the least that a server could do: recload uploads to the server and to a floor, turn and
# turn about, and the ratios say what everything costs that the floor does not do. Prints a result line for each bound.
#
#   benchmarks/load/side-by-side.sh [--rounds 7] [--warm-up N] [--only files|chunks] [--gib 1] [--no-fill] [--folder DIR]
#
# files    16 connections, files of 64 MiB in chunks of 8 MiB, against a floor that hashes, writes and syncs
# chunks   64 connections, files of 16 MiB in chunks of 256 KiB, against that floor and against one that also syncs an
#          index record for each batch
#
# recload and the floor are in ../shared/bench, beside the project; they need gcc and libssl-dev. Everything is kept until
# the end and then deleted: on a virtual machine that gives memory back to its host a page's first touch costs more than
# all that is measured here, so the page cache is filled first (--no-fill leaves that out) and nothing is deleted between
# rounds. Needs some 2 GiB for each round and workload in DIR (default: a new folder in $TMPDIR), and up to 12 GiB to
# fill. The rounds of the warm-up do not count.
set -uo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../../.ci/steps/lib.bash
source "$root/.ci/steps/lib.bash"
bench=$root/../shared/bench

rounds=7 asked_warm_up= warm_up=0 only= gib=1 fill=yes parent=${TMPDIR:-/tmp}
while (($#)); do
    case $1 in
        --rounds) rounds=$2; shift ;;
        --only) only=$2; shift ;;
        --warm-up) asked_warm_up=$2; shift ;;
        --gib) gib=$2; shift ;;
        --folder) parent=$2; shift ;;
        --no-fill) fill= ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
    esac
    shift
done
if [[ ! -x $bench/build ]]; then
    echo "ok side by side # SKIP no shared/bench beside the project"
    exit 0
fi

work=$(mktemp -d "$parent/side-by-side.XXXXXX")
pid='' pids=()
cleanup() {
    [[ -n $pid ]] && kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    ((${#pids[@]})) && kill "${pids[@]}" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
bash "$bench/build" "$work/bin" && gcc -O2 -pthread -o "$work/bin/floor-index" "$root/benchmarks/load/floor-index.c" -lcrypto || exit 2

# A large file that is read once more leaves the page cache full of pages that can be taken at once.
fill() {
    local mib
    mib=$(awk '/^MemFree/ { print int($2 / 1024) }' /proc/meminfo)
    ((mib > 12288)) && mib=12288
    ((mib < 256)) || head -c "${mib}M" /dev/zero >"$work/fill"
}

# free_port: a port that nobody listens on now.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# start_floor PROGRAM [ARGUMENT…]: adds one to names, ports and pids.
start_floor() {
    local port
    port=$(free_port)
    mkdir "$work/files-of-$1"
    "$work/bin/$1" "$port" "$work/files-of-$1" "${@:2}" &
    names+=("$1") ports+=("$port") pids+=("$!")
}

# load NAME PORT PID: one round; appends MiB/s, CPU s/GiB, p50 and p99 in ms to $work/NAME.
load() {
    if ! "$work/bin/recload" tus "$2" /files "$connections" "$files" "$size" "$chunk" "$3" >"$work/line"; then
        echo "not ok $workload: uploads to $1 failed: $(<"$work/line")"
        exit 1
    fi
    printf '%-11s %s\n' "$1" "$(sed 's/.* fail=0 //' "$work/line")"
    tr ' ' '\n' <"$work/line" | sed -n 's/^\(mib_s\|server_cpu_s_per_gib\|ack_ms_p50\|p99\)=//p' | paste -sd' ' >>"$work/$1"
}

# settle: what the seals have left to do must not run beside the next side's round.
settle() {
    local waited=0 metrics
    while ((waited++ < 300)); do
        metrics=$(curl -fsS "$management/metrics")
        grep -q '^liuhen_queue_jobs{.*"verify"' <<<"$metrics" || return
        sleep 0.2
    done
}

# ratios COLUMN FLOOR: median, least and greatest over the rounds of the server's figure by the floor's.
ratios() {
    paste -d' ' "$work/server" "$work/$2" | tail -n +$((warm_up + 1)) | awk -v c="$1" '{ print $c / $(4 + c) }' | sort -g | awk '
        { v[NR] = $1 }
        END { printf "%.2f (%.2f to %.2f)", (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2, v[1], v[NR] }'
}

# median COLUMN NAME: of one side's figures.
median() {
    tail -n +$((warm_up + 1)) "$work/$2" | awk -v c="$1" '{ print $c }' | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# verdict TEXT FIGURE OPERATOR BOUND: FIGURE may have more behind its number.
verdict() {
    if awk -v v="${2%% *}" "BEGIN { exit !(v $3 $4) }"; then
        echo "ok $1: $2, bound $4"
    else
        echo "not ok $1: $2, bound $4"
        failed=1
    fi
}

# run WORKLOAD CONNECTIONS FILE_MIB CHUNK_MIB WARM_UP: all rounds against a server with a store of its own and all floors.
run() {
    workload=$1 connections=$2 size=$3 chunk=$4 warm_up=$5
    local round i
    files=$((gib * 1024 / size))
    ((files >= connections)) || files=$connections
    rm -f "$work/server" "${names[@]/#/$work/}"
    mkdir "$work/$workload"
    serve "$work/$workload" || { echo "not ok $workload: the server did not start"; exit 1; }
    echo "== $workload: $connections connections, $files files of $size MiB a round, chunks of $chunk MiB"
    for ((round = 0; round < warm_up + rounds; round++)); do
        echo "-- round $((round + 1)) of $((warm_up + rounds)), load average $(cut -d' ' -f1 /proc/loadavg)"
        load server "${url##*:}" "$pid"
        settle
        for i in "${!names[@]}"; do
            load "${names[i]}" "${ports[i]}" "${pids[i]}"
        done
    done
    echo "medians: MiB/s $(median 1 server) (floor $(median 1 floor)), CPU s/GiB $(median 2 server) (floor $(median 2 floor))," \
        "ack p50 $(median 3 server) ms (floor $(median 3 floor)), p99 $(median 4 server) ms (floor $(median 4 floor))"
    peak=$(resident VmHWM)
    unserve || { echo "not ok $workload: the server did not stop well"; failed=1; }
    pid=
}

names=() ports=() failed=0
start_floor floor 1 1
[[ -n $fill ]] && fill
if [[ -z $only || $only == files ]]; then
    run files 16 64 8 "${asked_warm_up:-24}"
    verdict 'files: CPU by the floor'"'"'s' "$(ratios 2 floor)" '<=' 1.30
    verdict 'files: throughput by the floor'"'"'s' "$(ratios 1 floor)" '>=' 0.80
    verdict 'files: resident at most, MiB' "$((peak / 1024))" '<=' 256
fi
if [[ -z $only || $only == chunks ]]; then
    start_floor floor-index
    run chunks 64 16 0.25 "${asked_warm_up:-6}"
    verdict 'chunks: acknowledgements by those of the floor with an index' "$(ratios 1 floor-index)" '>=' 0.70
    verdict 'chunks: resident at most, MiB' "$((peak / 1024))" '<=' 256
    echo "chunks: acknowledgements by the bare floor's: $(ratios 1 floor); CPU $(ratios 2 floor), with an index $(ratios 2 floor-index)"
fi
exit "$failed"
