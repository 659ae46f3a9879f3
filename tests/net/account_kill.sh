#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at random points of the drain, under a flood: each next process takes over, the
# identity holds with the loss named, and the last account is what the interface counted
# over all of them. SEED and ROUNDS choose other points.
# test-timeout: 180
set -u
. tests/net/pair.sh

SEED=${SEED:-1} ROUNDS=${ROUNDS:-15}

pair_up
# Windows as short as the drains themselves, so that most kills hit one.
driver_start sensor dst in0 -w 10
flood_start -j 2 -t 120000 -s 32768
began=$(date +%s%N)
round=0 lossy=0 lost=0
for delay in $(awk -v seed="$SEED" -v n="$ROUNDS" \
	'BEGIN { srand(seed); while (n--) printf "%.4f\n", 0.1 + rand() * 0.7 }'); do
	round=$((round + 1))
	sleep "$delay"
	kill -9 "$driver_pid"
	wait "$driver_pid" 2>/dev/null
	driver_start sensor dst in0 -w 10
	account_holds sensor
	now=$(account sensor .restart.packets)
	[ "$now" -ge "$lost" ] || die "round $round: the loss went from $lost to $now"
	[ "$now" = "$lost" ] || lossy=$((lossy + 1))
	lost=$now
done
took=$((($(date +%s%N) - began) / 1000000))
kill "$flood_pid"
flood_end
driver_stop sensor "$driver_pid"
account_holds sensor

ran=$(($(queue_packets 0) + $(queue_packets 1)))
seen=$(account sensor .seen.packets)
[ "$seen" = "$ran" ] || die "seen $seen, the queues ran $ran"
[ "$lossy" -gt 0 ] || die "no kill hit a drain: the test says nothing"
echo "note: $round kills in $took ms, seed $SEED, $((seen / took)) thousand packets a second;" \
	"$lossy lost a batch, $lost of $seen packets in all"
