#!/bin/sh
# SPDX-License-Identifier: MIT
# A flood on both CPUs at once: every frame that the interface ran through XDP, by its own
# count of each queue, is in the account, while maps are swapped and drained under it.
set -u
. tests/net/pair.sh

FRAME=60

pair_up
driver_start sensor dst in0 -w 100
flood_start -j 2 -t 5000 -s 8192 -l $FRAME
flood_end
driver_stop sensor "$driver_pid"
account_holds sensor

first=$(queue_packets 0) second=$(queue_packets 1)
seen=$(account sensor .seen.packets)
[ "$first" -gt 0 ] && [ "$second" -gt 0 ] || die "only one queue was used: $first, $second"
[ "$seen" = $((first + second)) ] || die "seen $seen, the queues ran $first + $second"
[ "$(account sensor .seen.bytes)" = $((seen * FRAME)) ] || die "bytes are not packets * $FRAME"
[ "$(account sensor .accounted.packets)" = "$seen" ] || die "not all accounted"
echo "note: $seen packets, $first and $second by queue, all accounted; $((seen / 5)) a second"
