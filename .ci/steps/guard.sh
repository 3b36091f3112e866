#!/usr/bin/env bash
# Compares the hot path with a plain loop on this machine; fails when it costs more than benchmarks/guard.properties
# allows. Prints a result line for each size of chunk. Uses what `mvn verify` has built, and builds it only if it is
# not there. `.ci/steps/guard.sh --record` prints new lines for the bounds.
set -uo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

java=java
[[ -n ${JAVA_HOME:-} ]] && java=$JAVA_HOME/bin/java
if [[ ! -d benchmarks/target/lib || ! -d benchmarks/target/classes ]]; then
    mvn -B -ntp -q -pl benchmarks -am package -Dmaven.test.skip=true || {
        echo 'not ok hot-path guard (the benchmarks do not build)'
        exit 2
    }
fi

# RocksDB loads native code; from JDK 22 on that wants to be said, before it the flag is known and harmless.
"$java" -Xmx256m -XX:-UseDynamicNumberOfCompilerThreads --enable-native-access=ALL-UNNAMED -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
    io.liuhen.benchmarks.guard.Guard "${1:-benchmarks/guard.properties}" benchmarks/target
