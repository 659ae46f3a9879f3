# SPDX-License-Identifier: MIT
# pair.sh - sourced by tests of the account: two namespaces joined by a veth pair of two
# queues, src's out0 to dst's in0, with nothing on it but what a test sends; and the live
# source alone (account_driver) on it.
. tests/net/topology.sh

driver=$builddir/tests/net/account_driver
flood=$builddir/tests/net/flood
[ -x "$driver" ] && [ -x "$flood" ] || die "build the tests first: make tests"
command -v jq >/dev/null || skip "needs jq"

pair_up() {
	for ns in src dst; do
		ip netns add "$ns"
		in_ns "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
			net.ipv6.conf.default.disable_ipv6=1
	done
	ip -n src link add out0 numrxqueues 2 numtxqueues 2 type veth \
		peer name in0 netns dst numrxqueues 2 numtxqueues 2
	ip -n src link set out0 address 02:00:00:00:00:01 up
	ip -n dst link set in0 address 02:00:00:00:00:02 up
}

# Starts it in NS, its lines in $work/NAME.out, its process id in $driver_pid.
driver_start() { # NAME NS IFACE OPTION...
	_name=$1 _in=$2 _iface=$3
	shift 3
	mkdir -p "$bpffs/$_name"
	: >"$work/$_name.out"
	nsenter --net="/run/netns/$_in" -- "$driver" "$@" "$bpffs/$_name" "$_iface" \
		>"$work/$_name.out" 2>"$work/$_name.err" &
	driver_pid=$!
	started "$driver_pid"
	wait_for 20 test -s "$work/$_name.out" || {
		kill "$driver_pid" 2>/dev/null
		wait "$driver_pid"
		_status=$?
		cat "$work/$_name.err"
		[ "$_status" != 77 ] || exit 77
		die "the driver does not attach ($_status)"
	}
}

# Floods from src in the background; its process id in $flood_pid.
flood_start() { # OPTION...
	nsenter --net=/run/netns/src -- "$flood" "$@" out0 >"$work/flood.out" 2>&1 &
	flood_pid=$!
	started "$flood_pid"
}

# Waits for its end, if need be by making it end; then until no frame is under way.
flood_end() {
	wait "$flood_pid" 2>/dev/null
	_status=$?
	[ "$_status" = 0 ] || [ "$_status" = 143 ] || {
		cat "$work/flood.out"
		exit $_status
	}
	wait_for 10 no_frame || die "the flood does not end"
}

no_frame() {
	_before=$(queue_packets 0).$(queue_packets 1)
	sleep 0.2
	[ "$_before" = "$(queue_packets 0).$(queue_packets 1)" ]
}

driver_stop() { # NAME PID
	kill "$2"
	wait "$2"
	_status=$?
	[ "$_status" = 0 ] || {
		cat "$work/$1.out" "$work/$1.err" >&2
		die "the account of $1 does not hold ($_status)"
	}
}

account() { # NAME JQ_EXPRESSION: of its last line
	tail -n 1 "$work/$1.out" | jq -r "$2"
}

# The identity, worked out here and not by the program under test.
account_holds() { # NAME
	tail -n 1 "$work/$1.out" | jq -e '
		def sum(f): [.accounted, .not_ip, .malformed, .overflow, .restart] | map(f) | add;
		.seen.packets == sum(.packets) and .seen.bytes == sum(.bytes)' >/dev/null ||
		die "$1: $(tail -n 1 "$work/$1.out")"
}

# What in0 has run through XDP, by its driver's own count; 0 before its first XDP program.
queue_packets() { # QUEUE
	_n=$(in_ns dst ethtool -S in0 | sed -n "s/^ *rx_queue_$1_xdp_packets: //p")
	echo "${_n:-0}"
}
