#!/bin/sh
# SPDX-License-Identifier: MIT
# An iperf3 run with segmentation offload: the super-packets at tc egress count as the
# packets and bytes that the peer's XDP program sees on the wire, also as jumbo frames; and,
# with no XDP there, as those that the peer's tc ingress makes of what it gets.
set -u
. tests/net/pair.sh
command -v iperf3 >/dev/null || skip "needs iperf3"

# Nothing but the run's packets: fixed neighbours, and a queue that holds frames back
# rather than letting the device drop what egress has counted.
pair_up
ip -n src addr add 192.0.2.2/24 dev out0
ip -n dst addr add 192.0.2.1/24 dev in0
ip -n src neigh replace 192.0.2.1 lladdr 02:00:00:00:00:02 dev out0
ip -n dst neigh replace 192.0.2.2 lladdr 02:00:00:00:00:01 dev in0
in_ns src tc qdisc replace dev out0 root pfifo limit 20000 2>/dev/null ||
	skip "kernel has no pfifo"

compare() { # WHAT PEER_MODE PEER_GRO
	in_ns dst ethtool -K in0 gro "$3" >/dev/null 2>&1
	in_ns src ethtool -K out0 tso on >/dev/null 2>&1
	driver_start peer dst in0 -m "$2"
	peer_pid=$driver_pid
	driver_start egress src out0 -m egress
	egress_pid=$driver_pid
	nsenter --net=/run/netns/dst -- iperf3 -s -1 -B 192.0.2.1 >"$work/server.out" 2>&1 &
	server_pid=$!
	started "$server_pid"
	wait_for 5 listening || die "iperf3 does not start"
	dropped=$(cat_drops)
	in_ns src iperf3 -c 192.0.2.1 -n 400M >"$work/client.out" 2>&1 || {
		cat "$work/client.out"
		die "iperf3 fails"
	}
	wait "$server_pid"
	sleep 0.5
	driver_stop egress "$egress_pid"
	driver_stop peer "$peer_pid"
	account_holds egress
	account_holds peer
	lost=$(($(cat_drops) - dropped))
	sent=$(account egress '"\(.seen.packets) packets, \(.seen.bytes) bytes"')
	got=$(account peer '"\(.seen.packets) packets, \(.seen.bytes) bytes"')
	[ "$lost" = 0 ] || die "$1: the device dropped $lost frames, nothing can be compared"
	[ "$sent" = "$got" ] || die "$1: egress counts $sent, the peer $got"
	[ "$(account egress .accounted.packets)" -gt 8000 ] || die "$1: too few packets"
	echo "note: tc egress and $1 alike: $sent"
}

# What crossed the device uncut says that the run was one of super-packets.
buffers() {
	ip -n dst -j -s link show in0 | jq '.[0].stats64.rx.packets'
}

listening() {
	in_ns dst ss -Hltn | grep -q :5201
}

cat_drops() {
	ip -n src -j -s link show out0 | jq '.[0].stats64.tx.dropped'
}

compare "the peer's native XDP" xdp on
# Frames larger than a page, in several buffers, where this kernel's XDP takes them.
ip -n src link set out0 mtu 9000
ip -n dst link set in0 mtu 9000
compare "the peer's native XDP at MTU 9000" xdp on
before=$(buffers)
compare "the peer's tc ingress" tc on
crossed=$(($(buffers) - before))
[ "$crossed" -lt $(($(account egress .seen.packets) / 2)) ] || die "no offload: $crossed buffers"
