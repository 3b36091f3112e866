#!/usr/bin/env bash
# Lives whole lives of the storage engine in a simulated machine, each drawn from one seed, and prints a result line.
#
#   .ci/steps/simulate.sh                       10,000 seeds, as CI does
#   .ci/steps/simulate.sh --seeds 1 --from 42   the life of seed 42 again, as a finding says
set -uo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

seeds=10000 from=0
while (($#)); do
    case $1 in
        --seeds) seeds=${2:-} ;;
        --from) from=${2:-} ;;
        *) seeds= ;;
    esac
    [[ $seeds =~ ^[0-9]+$ && $from =~ ^[0-9]+$ ]] || {
        echo "usage: $0 [--seeds N] [--from SEED]" >&2
        exit 2
    }
    shift 2
done

mvn -B -ntp -q -pl storage-engine test -Dtest='SimulationTest#everyPromiseIsKeptInEveryLife' \
    -Dliuhen.simulation.seeds="$seeds" -Dliuhen.simulation.from="$from"
status=$?
# Maven ends by resetting a terminal's colours, in a line that it does not end.
echo
if ((status == 0)); then
    echo "ok $seeds simulated lives of the storage engine from seed $from, nothing found"
else
    echo "not ok $seeds simulated lives of the storage engine from seed $from"
    exit 1
fi
