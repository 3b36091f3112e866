#!/usr/bin/env bash
# 2,000 uploads open at once, each sending 4 KiB a second over tus: the server, as ops/run starts it, stays below 400 MiB
# resident, every upload arrives with the right digest, and none is starved. Prints a result line for each.
#
#   benchmarks/load/trickle.sh [UPLOADS [SECONDS]]        2000 90
set -uo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../../.ci/steps/lib.bash
source "$root/.ci/steps/lib.bash"
uploads=${1:-2000} seconds=${2:-90}
bound_kib=$((400 << 10))

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [[ ! -d $root/benchmarks/target/lib || ! -d $root/benchmarks/target/classes ]]; then
    (cd "$root" && mvn -B -ntp -q -pl benchmarks -am package -Dmaven.test.skip=true) || {
        echo 'not ok trickle (the benchmarks do not build)'
        exit 2
    }
fi
# A socket for each upload here; a socket and a file for each there.
files=$(ulimit -Hn)
if [[ $files != unlimited ]] && ((files < 2 * uploads + 500)); then
    echo "ok trickle # SKIP a process may open $files files here, $((2 * uploads + 500)) are needed"
    exit 0
fi

work=$(mktemp -d)
pid=
trap '[[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT
serve "$work" || { echo 'not ok trickle (the server did not start)'; exit 1; }
echo "resident at the start: $(resident VmRSS) KiB"
if (ulimit -n "$(ulimit -Hn)" && exec "$java" -Xmx256m -XX:+UseSerialGC -cp "$root/benchmarks/target/classes:$root/benchmarks/target/lib/*" \
    io.liuhen.benchmarks.load.Trickle "${url##*:}" "$uploads" "$seconds"); then
    echo "ok $uploads uploads at once, each trickling for $seconds s: all arrive, none is starved"
else
    echo "not ok $uploads uploads at once, each trickling for $seconds s: all arrive, none is starved"
fi
peak=$(resident VmHWM)
grep -E 'VmHWM|RssAnon|RssFile|Threads|FDSize' "/proc/$pid/status"
if ((peak <= bound_kib)); then
    echo "ok at most $((peak >> 10)) MiB resident"
else
    echo "not ok at most $((peak >> 10)) MiB resident, $((bound_kib >> 10)) MiB are allowed"
fi
unserve || echo 'not ok the server stops'
pid=
