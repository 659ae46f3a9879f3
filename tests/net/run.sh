#!/bin/sh
# SPDX-License-Identifier: MIT
# Start, kill -9, take-over, restart in another mode, clean-up and stop: a ping every 10 ms
# through the gateway loses nothing over all of it, and the account goes on over the kill.
# test-needs: ethtool
set -u
. tests/net/quiet.sh

quiet_up
# Or the kernel drops what waits in a veth's queue whenever it has no more XDP.
in_gw ethtool -K lan0 gro on
before=$(traces)

nsenter --net=/run/netns/lan -- ping -n -i 0.01 203.0.113.10 >"$work/ping.log" &
ping_pid=$!
started "$ping_pid"

killed() {
	kill -9 "$sensor_pid"
	wait "$sensor_pid" 2>/dev/null
}

seen() {
	bpftool -j map dump pinned "$bpffs/weir/ledger" | jq '.[0].formatted.value.accounted.packets'
}

counted() {
	[ "$(seen)" -gt 20 ]
}

for mode in tc native clsact; do
	sensor_start --account --journal off --window 1s --mode $mode lan0
	wait_for 10 counted || die "$mode: nothing is drained"
	killed
	sensor_start --account --journal off --window 1s --mode $mode lan0
	grep -q '^taken over from the sensor before' "$work/weir.log" || die "$mode: says nothing"
	first=$(seen)
	[ "$first" -gt 0 ] || die "$mode: the ledger began anew"
	sleep 1.5
	sensor_stop
	[ "$(account .seen.packets)" -gt "$first" ] || die "$mode: the account began anew"
done

# A sensor that hands over leaves hooks and maps to the next one: not a packet is missing.
sensor_start --account --journal off --window 1s lan0
hooks=$(traces)
wait_for 10 counted || die "nothing is drained"
kill -USR1 "$sensor_pid"
wait "$sensor_pid"
is_count "exit code of a sensor that hands over" $? 0
grep -q 'account holds' "$work/weir.log" || die "no account of a sensor that hands over"
[ "$(traces)" = "$hooks" ] || die "handed over $(traces), not $hooks"
first=$(account .seen.packets)
sleep 0.5
sensor_start --account --journal off --window 1s lan0
grep -q '^taken over .* packets, 0 of them lost' "$work/weir.log" || die "$(cat "$work/weir.log")"
sensor_stop
[ "$(account .seen.packets)" -gt $((first + 40)) ] || die "what came in between is missing"
[ "$(account .restart.packets)" = 0 ] || die "handing over lost packets"
[ "$(traces)" = "$before" ] || die "left behind: $(traces)"

# Another mode takes over from what the dead one left.
sensor_start --journal off --window 1s --mode native lan0 wan0
killed
sensor_start --journal off --window 1s --mode tc lan0
killed
in_gw "$weir" detach --bpffs "$bpffs" >"$work/detach.log" || die "$(cat "$work/detach.log")"
grep -q '^2 hooks' "$work/detach.log" || die "wan0 was not given up: $(cat "$work/detach.log")"
[ "$(traces)" = "$before" ] || die "left behind: $(traces)"

kill -INT "$ping_pid"
wait "$ping_pid"
echoes_whole "$work/ping.log" || die "$(grep loss "$work/ping.log")"
echo "note: $(grep loss "$work/ping.log")"
