#!/bin/sh
# SPDX-License-Identifier: MIT
# Random sources against a map of 8 Ki flows: what does not fit is counted as overflow and
# the destination stays named; nothing is missing.
set -u
. tests/net/pair.sh

pair_up
driver_start sensor dst in0 -w 200 -f 8192
flood_start -j 2 -t 3000 -s 16777216 -d 198.51.100.7
flood_end
driver_stop sensor "$driver_pid"
account_holds sensor

ran=$(($(queue_packets 0) + $(queue_packets 1)))
seen=$(account sensor .seen.packets)
full=$(account sensor '.overflow.by_reason.map_full')
[ "$seen" = "$ran" ] || die "seen $seen, the queues ran $ran"
[ "$full" -gt 0 ] || die "the map never filled"
[ "$(account sensor .accounted.packets)" -gt 0 ] || die "nothing accounted"
[ "$(account sensor .victim)" = 198.51.100.7 ] || die "victim $(account sensor .victim)"
echo "note: $seen packets, $full overflowed, victim named"
