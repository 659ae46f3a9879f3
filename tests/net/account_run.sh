#!/bin/sh
# SPDX-License-Identifier: MIT
# The whole sensor under a flood on both CPUs, killed and started again on the way: its
# closing account is what the interface counted, the loss of each kill named.
# test-timeout: 180
set -u
. tests/net/pair.sh

SEED=${SEED:-1} KILLS=${KILLS:-4}

run_start() {
	: >"$work/run.out"
	nsenter --net=/run/netns/dst -- "$weir" run --bpffs "$bpffs" --run-dir "$work/run" \
		--mode native --window 1s --journal off --model none --account in0 \
		>"$work/run.out" 2>"$work/run.err" &
	run_pid=$!
	started "$run_pid"
	wait_for 30 grep -q attached "$work/run.out" || {
		cat "$work/run.out" "$work/run.err"
		die "the sensor does not attach"
	}
}

pair_up
run_start
flood_start -j 2 -t 120000 -s 65536
for delay in $(awk -v seed="$SEED" -v n="$KILLS" \
	'BEGIN { srand(seed); while (n--) printf "%.4f\n", 1.5 + rand() * 2 }'); do
	sleep "$delay"
	kill -9 "$run_pid"
	wait "$run_pid" 2>/dev/null
	run_start
done
sleep 2.5
kill "$flood_pid"
flood_end
kill -INT "$run_pid"
wait "$run_pid"
status=$?
[ "$status" = 0 ] || {
	tail -n 20 "$work/run.out" "$work/run.err"
	die "the sensor ends with $status"
}
grep -h '^{"seen"' "$work/run.out" >"$work/sensor.out" || die "no closing account"
account_holds sensor

ran=$(($(queue_packets 0) + $(queue_packets 1)))
seen=$(account sensor .seen.packets)
[ "$seen" = "$ran" ] || die "seen $seen, the queues ran $ran"
[ "$(account sensor .accounted.packets)" -gt 0 ] || die "nothing accounted"
echo "note: $KILLS kills, seed $SEED: $seen packets seen, $(account sensor .restart.packets)" \
	"lost with killed processes, $(account sensor '[.overflow.by_reason[]] | add // 0') overflowed"
