#!/bin/sh
# SPDX-License-Identifier: MIT
# A flood on both CPUs at once: every frame that the interface ran through XDP, by its own
# count of each queue, is in the account, while maps are swapped and drained under it; with
# thousands of flows, and with one, in whose record both CPUs meet.
set -u
. tests/net/pair.sh

FRAME=60 SECONDS_EACH=4

flood_of() { # FLOWS
	first=$(queue_packets 0) second=$(queue_packets 1)
	driver_start sensor dst in0 -w 100
	flood_start -j 2 -t ${SECONDS_EACH}000 -s "$1" -l $FRAME
	flood_end
	driver_stop sensor "$driver_pid"
	account_holds sensor
	first=$(($(queue_packets 0) - first)) second=$(($(queue_packets 1) - second))
	seen=$(account sensor .seen.packets)
	[ "$first" -gt 0 ] && [ "$second" -gt 0 ] || die "only one queue was used: $first, $second"
	[ "$seen" = $((first + second)) ] || die "seen $seen, the queues ran $first + $second"
	[ "$(account sensor .seen.bytes)" = $((seen * FRAME)) ] || die "bytes: not packets * $FRAME"
	[ "$(account sensor .accounted.packets)" = "$seen" ] || die "not all accounted"
	[ "$(account sensor .records)" -ge "$1" ] || die "$(account sensor .records) records"
	echo "note: $1 flows: $seen packets, $first and $second by queue, all accounted;" \
		"$((seen / SECONDS_EACH)) a second"
}

pair_up
flood_of 8192
flood_of 1
