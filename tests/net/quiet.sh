# SPDX-License-Identifier: MIT
# quiet.sh - sourced by tests that count: the topology with IPv4 alone and no ARP, so that
# nothing is on its links but what a test sends.
. tests/net/topology.sh

command -v jq >/dev/null || skip "needs jq"
command -v ping >/dev/null || skip "needs ping"

mac() { # NS DEVICE
	ip -n "$1" -j link show dev "$2" | jq -r '.[0].address'
}

neighbour() { # NS DEVICE ADDRESS NS2 DEVICE2
	ip -n "$1" neigh replace "$3" lladdr "$(mac "$4" "$5")" nud permanent dev "$2"
}

quiet_lan() {
	neighbour lan eth0 192.168.77.1 gw lan0
	neighbour gw lan0 192.168.77.10 lan eth0
}

quiet_up() {
	topology_up
	for ns in lan gw wan; do
		in_ns "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
			net.ipv6.conf.default.disable_ipv6=1
	done
	quiet_lan
	neighbour gw wan0 203.0.113.10 wan eth0
	neighbour wan eth0 203.0.113.1 gw wan0
}

# The LAN port goes and comes back, with a peer in the client's name space.
lan_delete() {
	ip -n gw link del lan0
}
lan_create() {
	topology_link lan eth0 lan0
	ip -n lan addr add 192.168.77.10/24 dev eth0
	ip -n gw addr add 192.168.77.1/24 dev lan0
	ip -n lan route add default via 192.168.77.1
	quiet_lan
}

pings() { # COUNT: through the gateway; each is two packets on each of its ports
	in_lan ping -q -n -i 0.002 -c "$1" 203.0.113.10 >"$work/ping.log" ||
		die "ping lost packets: $(grep loss "$work/ping.log")"
}

# The closing account of a sensor started with --account.
account() { # JQ_EXPRESSION
	tail -n 1 "$work/weir.log" | jq -r "$1"
}

is_count() { # WHAT GOT EXPECTED
	[ "$2" = "$3" ] || {
		cat "$work/weir.log" >&2
		die "$1: $2, expected $3"
	}
}

# A capability set of the sensor, as a number: CapEff, CapPrm, CapInh, CapBnd, CapAmb.
capabilities() { # SET
	echo $((0x$(sed -n "s/^$1:[[:space:]]*//p" "/proc/$sensor_pid/status")))
}

are_capabilities() { # EXPECTED: effective and permitted; all others are empty
	for _set in CapEff CapPrm; do
		is_count "$_set" "$(capabilities $_set)" "$1"
	done
	for _set in CapInh CapAmb CapBnd; do
		is_count "$_set" "$(capabilities $_set)" 0
	done
	grep -q '^NoNewPrivs:[[:space:]]*1$' "/proc/$sensor_pid/status" || die "no_new_privs is not set"
}

# What is attached in the gateway, and pinned: to be the same before and after.
traces() {
	in_gw bpftool net
	ip -n gw -d link show | grep -o 'prog/xdp.*'
	for _device in lan0 wan0; do
		in_gw tc qdisc show dev $_device
	done
	ls "$bpffs"
}
