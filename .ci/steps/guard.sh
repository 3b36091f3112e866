#!/usr/bin/env bash
# Compares the hot path on this machine with loops that do the least anybody could: chunks through the engine, its steps one
# by one, and the server under load from outside. Fails when something costs more than benchmarks/guard.properties allows.
# Prints a result line for each; takes one to three minutes. Uses what `mvn verify` has built, and builds it only if it is
# not there.
#
#   .ci/steps/guard.sh             compares
#   .ci/steps/guard.sh --record    measures ten rounds of each and writes them, with their bounds, into the properties
set -uo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
bounds=benchmarks/guard.properties

java=java
[[ -n ${JAVA_HOME:-} ]] && java=$JAVA_HOME/bin/java
if [[ ! -d benchmarks/target/lib || ! -d benchmarks/target/classes ]]; then
    mvn -B -ntp -q -pl benchmarks -am package -Dmaven.test.skip=true || {
        echo 'not ok hot-path guard (the benchmarks do not build)'
        exit 2
    }
fi

# RocksDB loads native code; from JDK 22 on that wants to be said, before it the flag is known and harmless.
guard() {
    "$java" -Xmx256m -XX:+UseSerialGC -XX:-UseDynamicNumberOfCompilerThreads --enable-native-access=ALL-UNNAMED \
        -cp 'benchmarks/target/classes:benchmarks/target/lib/*' io.liuhen.benchmarks.guard.Guard "$@" benchmarks/target
}

if [[ ${1:-} != --record ]]; then
    guard "${1:-$bounds}"
    exit
fi
measured=$(mktemp)
trap 'rm -f "$measured"' EXIT
guard --record | tee "$measured" || exit
# What is said about the figures stays; where and when they were taken is said anew.
{
    sed '/^# Recorded /,$d' "$bounds"
    echo "# Recorded $(date -u +%F) with \`.ci/steps/guard.sh --record\`: $(nproc) cores ($(
        sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(
        df --output=fstype . | tail -n 1), OpenJDK $("$java" -XshowSettings:properties -version 2>&1 |
            sed -n 's/^ *java.version = //p'),"
    echo "# load average $(cut -d' ' -f1 /proc/loadavg) at the end."
    echo
    sed '1,/^# recorded rounds$/d' "$measured"
} >"$measured.new" && mv "$measured.new" "$bounds"
