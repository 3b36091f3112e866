#!/usr/bin/env bash
# 2,000 devices uploading at 60 % of capacity while 100 of them trickle, 50 die and 20 attack: the others' p99 from the last
# byte of a chunk to its acknowledgement is at most twice that of the same others alone, in the same run. The server, as
# ops/run starts it; every digest is compared. Prints a result line for each bound.
#
#   benchmarks/load/crowd.sh [DEVICES [SECONDS [ROUNDS]]]        2000 10 3
#
# Capacity is what the same devices bring in a first phase in which each sends as fast as it is answered. Then the phases
# alternate, SECONDS each and ROUNDS times: the others alone, the others in the crowd.
set -uo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../../.ci/steps/lib.bash
source "$root/.ci/steps/lib.bash"
devices=${1:-2000} seconds=${2:-10} rounds=${3:-3}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [[ ! -d $root/benchmarks/target/lib || ! -d $root/benchmarks/target/classes ]]; then
    (cd "$root" && mvn -B -ntp -q -pl benchmarks -am package -Dmaven.test.skip=true) || {
        echo 'not ok crowd (the benchmarks do not build)'
        exit 2
    }
fi
# A socket for each device here; a socket and a file for each there.
files=$(ulimit -Hn)
if [[ $files != unlimited ]] && ((files < 2 * devices + 1000)); then
    echo "ok crowd # SKIP a process may open $files files here, $((2 * devices + 1000)) are needed"
    exit 0
fi

work=$(mktemp -d)
pid=
trap '[[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT
serve "$work" || { echo 'not ok crowd (the server did not start)'; exit 1; }
echo "load average at the start: $(cut -d' ' -f1 /proc/loadavg)"
(ulimit -n "$(ulimit -Hn)" && exec "$java" -Xmx512m -XX:+UseSerialGC -cp "$root/benchmarks/target/classes:$root/benchmarks/target/lib/*" \
    io.liuhen.benchmarks.load.Crowd "${url##*:}" "$devices" "$seconds" "$rounds")
failed=$?
curl -fsS "$management/metrics" | grep -E '^liuhen_(admission_refused_total|upload_rejected_total|connections_open|upload_requests_total)' | grep -v ' 0.0$'
peak=$(resident VmHWM)
if ((peak <= 400 << 10)); then
    echo "ok at most $((peak >> 10)) MiB resident"
else
    echo "not ok at most $((peak >> 10)) MiB resident, 400 MiB are allowed"
    failed=1
fi
unserve || { echo 'not ok the server stops'; failed=1; }
pid=
exit "$failed"
