#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs and filters of others: they run on, they stay, and they hide nothing that can be
# seen.
set -u
. tests/net/quiet.sh

# iproute2 makes folders of its own there: not in the machine's.
mount -t bpf bpf /sys/fs/bpf 2>/dev/null || skip "no bpf file system in this kernel"
clang=${CLANG:-clang}
command -v "$clang" >/dev/null || skip "needs clang"
quiet_up
"$clang" -O2 -g -target bpf -I"/usr/include/$(gcc -print-multiarch 2>/dev/null)" \
	-x c -c tests/net/foreign.bpf -o "$work/foreign.o" || die "foreign.bpf does not compile"

# Packets that the foreign program on lan0 has counted; $1: xdp, or tc and the side.
counted() {
	case $1 in
	xdp) _id=$(ip -n gw -j link show lan0 | jq '.[0].xdp.prog.id') ;;
	tc) _id=$(in_gw tc -j filter show dev lan0 "$2" |
		jq '.[] | select(.pref == 10).options.prog.id // empty') ;;
	esac
	[ -n "$_id" ] || die "the foreign $* program is gone"
	_map=$(bpftool -j prog show id "$_id" | jq '.map_ids[0]')
	bpftool -j map dump id "$_map" | jq '.[0].formatted.value'
}

both_count() { # PROGRAM [SIDE]: it and weir count the same packets
	_before=$(counted "$@")
	pings 50
	is_count "foreign $*" $(($(counted "$@") - _before)) 50
	sensor_stop
	is_count "weir beside a foreign $*" "$(account .seen.packets)" 100
	_before=$(counted "$@")
	pings 5
	is_count "foreign $* afterwards" $(($(counted "$@") - _before)) 5
}

# Somebody's XDP: auto goes to tc and says so, XDP is refused, doctor names it.
ip -n gw link set dev lan0 xdpgeneric obj "$work/foreign.o" sec xdp ||
	skip "ip cannot load XDP programs here"
sensor_start --account --journal off --window 1s lan0
grep -q "^lan0: attached, ingress \(tcx\|clsact\), .*another program's XDP is there" \
	"$work/weir.log" || die "$(cat "$work/weir.log")"
both_count xdp
before=$(traces)
for mode in native generic; do
	in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off --mode $mode lan0 \
		>"$work/refused.log" 2>&1
	is_count "exit code of --mode $mode" $? 1
	grep -q "another program's XDP (id [0-9]*) is there and is left alone" \
		"$work/refused.log" || die "$(cat "$work/refused.log")"
	[ "$(traces)" = "$before" ] || die "$mode: left behind: $(traces)"
done
in_gw "$weir" doctor --bpffs "$bpffs" lan0 >"$work/doctor.log"
is_count "exit code of doctor" $? 1
grep -q 'ip link set dev lan0 xdpgeneric off' "$work/doctor.log" || die "$(cat "$work/doctor.log")"
ip -n gw link set dev lan0 xdpgeneric off

# It comes when weir holds native XDP: the interface is weir's, the newcomer is refused.
sensor_start --account --journal off --window 1s --mode native lan0
ip -n gw link set dev lan0 xdpdrv obj "$work/foreign.o" sec xdp 2>/dev/null &&
	die "a foreign program took the place of weir's"
pings 5
sensor_stop
is_count "native, with a newcomer" "$(account .seen.packets)" 10

# Somebody's tc filters, which end the chain: both count, and clsact stays with them.
in_gw tc qdisc add dev lan0 clsact
for side in ingress egress; do
	in_gw tc filter add dev lan0 $side pref 10 bpf da obj "$work/foreign.o" sec tc ||
		skip "tc cannot load programs here"
done
for mode in tc clsact native; do
	for side in ingress egress; do
		sensor_start --account --journal off --window 1s --mode $mode lan0
		both_count tc $side
	done
done

# The same priority, other owner: weir's own filter comes and goes beside it.
in_gw tc filter add dev lan0 ingress pref 1 bpf da obj "$work/foreign.o" sec tc
before=$(traces; in_gw tc filter show dev lan0 ingress)
sensor_start --account --journal off --window 1s --mode clsact lan0
pings 5
sensor_stop
is_count "clsact at the same priority" "$(account .seen.packets)" 10
[ "$(traces; in_gw tc filter show dev lan0 ingress)" = "$before" ] || die "a foreign filter changed"
