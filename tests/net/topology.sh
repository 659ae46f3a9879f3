# SPDX-License-Identifier: MIT
# topology.sh - sourced by tests that need a network: three namespaces, a client side
# (lan), a gateway that forwards (gw) and a server side (wan), joined by veth pairs.
#
#   lan 192.168.77.10, fd77::10 --- lan0 gw wan0 --- 203.0.113.10, 2001:db8::10 wan
#
# The test re-executes itself in a mount namespace of its own, where the named network
# namespaces, the bpf file system and /run/weir live: all of it goes with the process.

skip() {
	echo "$*"
	exit 77
}

die() {
	echo "FAIL: $*" >&2
	exit 1
}

[ "$(id -u)" = 0 ] || skip "needs root"
if [ -z "${WEIR_TEST_NS:-}" ]; then
	WEIR_TEST_NS=1 exec unshare --mount --propagation private -- "$0" "$@"
fi

topdir=$PWD
builddir=${O:-build}
case $builddir in /*) ;; *) builddir=$topdir/$builddir ;; esac
weir=$builddir/weir
work=$(mktemp -d)
bpffs=$work/bpffs
pids=

started() { # PID: to be stopped at the end
	pids="$pids $1"
}

topology_down() {
	status=$?
	trap - EXIT INT TERM
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	for pid in $pids; do
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.1
		done
		kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	cd /
	umount "$bpffs" 2>/dev/null || umount -l "$bpffs" 2>/dev/null
	rm -rf "$work"
	exit $status
}
trap topology_down EXIT
trap 'exit 1' INT TERM

mkdir -p /run/netns "$bpffs" "$work/run" /var/lib/weir
mount -t tmpfs tmpfs /var/lib/weir
mount -t tmpfs tmpfs /run/netns
mount -t bpf bpf "$bpffs" 2>/dev/null || skip "no bpf file system in this kernel"

in_ns() { # NAME COMMAND...: without the sysfs remount of `ip netns exec`
	_ns=$1
	shift
	nsenter --net="/run/netns/$_ns" -- "$@"
}
behind() { # NAME COMMAND...: in the background; $! is the command itself
	_ns=$1
	shift
	nsenter --net="/run/netns/$_ns" -- "$@" &
	started $!
}
in_lan() { in_ns lan "$@"; }
in_gw() { in_ns gw "$@"; }
in_wan() { in_ns wan "$@"; }

topology_link() { # NS DEVICE GATEWAY_DEVICE
	ip -n "$1" link add "$2" type veth peer name "$3" netns gw
	ip -n "$1" link set "$2" up
	ip -n gw link set "$3" up
}

topology_up() {
	for ns in lan gw wan; do
		ip netns add "$ns"
		ip -n "$ns" link set lo up
		in_ns "$ns" sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.accept_dad=0
	done
	topology_link lan eth0 lan0
	topology_link wan eth0 wan0
	ip -n lan addr add 192.168.77.10/24 dev eth0
	ip -n lan addr add fd77::10/64 dev eth0 nodad
	ip -n gw addr add 192.168.77.1/24 dev lan0
	ip -n gw addr add fd77::1/64 dev lan0 nodad
	ip -n gw addr add 203.0.113.1/24 dev wan0
	ip -n gw addr add 2001:db8::1/64 dev wan0 nodad
	ip -n wan addr add 203.0.113.10/24 dev eth0
	ip -n wan addr add 2001:db8::10/64 dev eth0 nodad
	ip -n lan route add default via 192.168.77.1
	ip -n lan -6 route add default via fd77::1
	ip -n wan route add default via 203.0.113.1
	ip -n wan -6 route add default via 2001:db8::1
	in_gw sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

topology_masquerade() {
	command -v nft >/dev/null || skip "needs nft"
	in_gw nft -f - <<-'NFT' || skip "kernel has no masquerade"
		table inet nat {
			chain post {
				type nat hook postrouting priority 100;
				oifname "wan0" masquerade
			}
		}
	NFT
}

# Of a ping that was stopped: every echo before the last answered one was answered too. The
# very last may be on its way when ping is told to stop.
echoes_whole() { # LOG: of ping without -q
	sed -n 's/.* icmp_seq=\([0-9]*\) .*/\1/p' "$1" | sort -nu |
		awk '{ last = $1 } END { exit !(NR && NR == last) }'
}

wait_for() { # SECONDS COMMAND...: until it succeeds
	_tries=$(($1 * 10))
	shift
	while [ "$_tries" -gt 0 ]; do
		"$@" && return 0
		_tries=$((_tries - 1))
		sleep 0.1
	done
	return 1
}

# A journald of the test's own, below a private /run; it keeps the journal in memory.
journal_start() {
	_journald=/lib/systemd/systemd-journald
	[ -x "$_journald" ] || skip "needs systemd-journald"
	if [ ! -s /etc/machine-id ]; then
		echo 0123456789abcdef0123456789abcdef >"$work/machine-id"
		[ -e /etc/machine-id ] || : >/etc/machine-id
		mount --bind "$work/machine-id" /etc/machine-id
	fi
	mkdir -p /run/systemd "$work/journal" /var/log/journal
	mount -t tmpfs tmpfs /run/systemd
	mkdir -p /run/systemd/journal
	: >/run/systemd/journal/flushed # else it writes to /run/log until told to flush
	mount --bind "$work/journal" /var/log/journal
	mkdir -p "$work/journal/$(cat /etc/machine-id 2>/dev/null || echo none)"
	"$_journald" >"$work/journald.log" 2>&1 &
	journald_pid=$!
	started "$journald_pid"
	wait_for 10 test -S /run/systemd/journal/socket || die "journald does not start"
}

journal_read() { # JOURNALCTL_OPTION...
	journalctl -D "$work/journal" --no-pager -q "$@"
}

# The sensor on the gateway; its lines in $work/weir.log, its events in $work/eve.json.
sensor_start() { # OPTION... IFACE...
	: >"$work/weir.log"
	# Not by in_gw: the process in the background would be the shell, not the sensor.
	nsenter --net=/run/netns/gw -- "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --state "$work/state" \
		--eve "$work/eve.json" "$@" >"$work/weir.log" 2>&1 &
	sensor_pid=$!
	started "$sensor_pid"
	wait_for 60 grep -q 'attached' "$work/weir.log" || {
		cat "$work/weir.log" >&2
		die "the sensor does not attach"
	}
}

sensor_stop() { # clean stop; fails if it does not end in time or the account is wrong
	kill -TERM "$sensor_pid"
	wait "$sensor_pid"
	_status=$?
	[ "$_status" = 0 ] || {
		tail -n 30 "$work/weir.log" >&2
		die "the sensor ends with $_status"
	}
	grep -q 'holds' "$work/weir.log" || die "no account that holds at the end"
}
