#!/usr/bin/env bash
# Kills, power cuts, full disks, failing syncs, flipped bits and jumping clocks, in their short form. What cannot be tried
# here, for want of root or a tool, is counted as skipped. See ops/faults/README.md.
exec "$(dirname "${BASH_SOURCE[0]}")/../../ops/faults/all"
