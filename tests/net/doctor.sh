#!/bin/sh
# SPDX-License-Identifier: MIT
# What weir doctor says of real interfaces, badly chosen and badly set.
# Not provoked here, for want of the hardware, the kernel's parts or an old kernel: LRO and
# hardware offload (veth has neither), a switch (DSA), Wi-Fi, PPP, drops of a NIC, more
# queues than one, flowtables (this kernel may have none), a kernel without BPF's parts.
# tests/unit/doctor.c and tests/unit/blind.c provoke most of them by structs.
# test-needs: ethtool
set -u
. tests/net/quiet.sh

quiet_up
ip -n gw route add default via 203.0.113.10
ip -n gw link add lan9 type veth peer name port9
ip -n gw link add br9 type bridge
ip -n gw link set port9 master br9
ip -n gw addr add 10.9.0.1/24 dev br9
ip -n gw link set br9 up
ip -n gw link set port9 up
ip -n gw link set lan9 mtu 9000 up

doctor() { # OPTION...: JSON to $work/doctor.json
	in_gw "$weir" doctor --bpffs "$bpffs" --socket "$work/run/control.sock" --json "$@" \
		>"$work/doctor.json"
}
is() { # NAME INTERFACE LEVEL
	_got=$(jq -r --arg n "$1" --arg i "$2" \
		'.checks[] | select(.name == $n and .interface == $i).level' "$work/doctor.json")
	[ "$_got" = "$3" ] || die "$1 of '$2': '$_got', expected $3: $(cat "$work/doctor.json")"
}

# Only the port to the outside, while there is an inside.
doctor wan0
is_count "exit code" $? 1
is vantage lan0 blind
is unwatched lan0 warning
is unwatched br9 warning
is link wan0 ok
is sensor '' note
is bpffs '' ok
is ring-buffer '' ok
is batch '' ok

# A bridge's port, with and without the bridge; frames too large; what may come later.
doctor lan0 port9 lan9 ppp9
is vantage '' ok
is bridge-port port9 note
is mtu lan9 note
is mtu lan0 ok
is missing ppp9 note
is unwatched br9 warning
doctor lan0 port9 br9
is bridge-port port9 warning
is unwatched '' ok

# Native XDP where the tag is taken out before it, and VLANs are there.
ip -n gw link set br9 type bridge vlan_filtering 1 2>/dev/null || echo "note: bridges know no VLANs"
in_gw ethtool -K port9 rxvlan on >/dev/null 2>&1
sensor_start --journal off --window 1s --mode native port9
doctor port9
is mode port9 ok
if [ "$(ip -n gw -d -j link show br9 | jq '.[0].linkinfo.info_data.vlan_filtering')" = 1 ] &&
	in_gw ethtool -k port9 | grep -q '^rx-vlan-offload: on'; then
	is vlan-stripped port9 blind
	in_gw ethtool -K port9 rxvlan off >/dev/null 2>&1
	doctor port9
	is vlan-stripped port9 ok
fi
is sensor '' ok
is losses '' ok
sensor_stop
sensor_start --journal off --window 1s --mode generic lan0
doctor lan0
is generic-mode lan0 warning
sensor_stop

# A cable that is out, and names that are none.
ip -n lan link set eth0 down
no_carrier() {
	ip -n gw link show lan0 | grep -q NO-CARRIER
}
wait_for 20 no_carrier || die "lan0 keeps its carrier"
doctor lan0
is link lan0 warning
ip -n gw link set lan0 down
doctor lan0
is link lan0 warning
doctor nope9 2>"$work/doctor.log"
is_count "exit code of an unknown interface" $? 5
grep -q "no interface 'nope9'" "$work/doctor.log" || die "$(cat "$work/doctor.log")"
in_gw "$weir" doctor --bpffs "$work" --json lan0 >"$work/doctor.json"
is bpffs '' blind

# A flowtable in software hides nothing; one in hardware does.
if in_gw nft -f - 2>/dev/null <<'NFT'; then
table inet doctor { flowtable fast { hook ingress priority 0; devices = { lan0, wan0 }; } }
NFT
	doctor lan0
	is flowtables '' note
else
	echo "note: no flowtable in this kernel: not provoked"
	doctor lan0
	is flowtables '' ok
fi

# Nothing but what may come later: it is waited for.
sensor_start --account --journal off --window 1s ppp9
grep -q '^ppp9: awaited' "$work/weir.log" || die "ppp9 is not awaited"
sensor_stop
is_count "seen where nothing is" "$(account .seen.packets)" 0
