#!/bin/sh
# SPDX-License-Identifier: MIT
# While the sensor runs others take its hooks off, put their XDP before it, and an interface
# falls silent or comes only later: it says so, mends what it can, and counts on.
set -u
. tests/net/quiet.sh

mount -t bpf bpf /sys/fs/bpf 2>/dev/null || skip "no bpf file system in this kernel"
clang=${CLANG:-clang}
command -v "$clang" >/dev/null || skip "needs clang"
quiet_up
"$clang" -O2 -g -target bpf -I"/usr/include/$(gcc -print-multiarch 2>/dev/null)" \
	-x c -c tests/net/foreign.bpf -o "$work/foreign.o" || die "foreign.bpf does not compile"

said() { # WORDS [TIMES]
	[ "$(grep -c "$1" "$work/weir.log")" -ge "${2:-1}" ]
}
tells() { # WORDS [TIMES]: within half a minute
	wait_for 30 said "$@" || {
		cat "$work/weir.log" >&2
		die "it does not say: $1"
	}
}
ask() { # VERB OPTION...
	"$weir" "$@" --socket "$work/run/control.sock"
}
trouble() { # NAME: is it in the status?
	ask status --json | jq -e --arg n "$1" 'any(.troubles[]; .name == $n)' >/dev/null
}
doctor() { # OPTION...
	in_gw "$weir" doctor --bpffs "$bpffs" --socket "$work/run/control.sock" "$@"
}

# wan0 is busy from the start on; late0 is configured and not there.
printf '[Sensor]\ninterface = lan0, wan0, late0\n' >"$work/weir.conf"
behind wan ping -q -n -i 0.1 203.0.113.1 >/dev/null
busy_pid=$!
sensor_start --account --journal off --window 1s -c "$work/weir.conf"
grep -q '^late0: awaited' "$work/weir.log" || die "late0 is not awaited"
ask status >"$work/status.txt" || die "status fails"
head -n 1 "$work/status.txt" | grep -q '^all well$' || die "$(cat "$work/status.txt")"
grep -q '^late0 *awaited' "$work/status.txt" || die "$(cat "$work/status.txt")"

# Somebody's XDP comes before weir's hook, and goes.
ip -n gw link set dev lan0 xdpgeneric obj "$work/foreign.o" sec xdp ||
	skip "ip cannot load XDP programs here"
tells "lan0: another program's XDP (id [0-9]*) runs first"
trouble foreign-xdp || die "status: $(ask status)"
ask status | head -n 1 | grep -q '^BLIND: 1 blind spot, 0 warnings$' || die "$(ask status)"
[ -z "$(ask status | grep -v -e '-> ' | awk 'length($0) > 80')" ] || die "too wide: $(ask status)"
doctor lan0 wan0 >"$work/doctor.log"
is_count "exit code of doctor" $? 1
grep -q 'ip link set dev lan0 xdpgeneric off' "$work/doctor.log" || die "$(cat "$work/doctor.log")"
ip -n gw link set dev lan0 xdpgeneric off
tells 'lan0: foreign-xdp is over'

# Somebody takes the hooks off: both, then one.
for link in "$bpffs"/weir/link_*; do
	bpftool link detach pinned "$link" 2>/dev/null
done
back() { # TIMES
	[ "$(ask status --json | jq '[.interfaces[].hooks_restored] | add')" -ge "$1" ]
}
if [ -e "$bpffs/weir/link_0_egress" ]; then
	wait_for 20 back 2 || die "links are not put back: $(ask status)"
	tells "somebody took weir's hook off; it is back"
	trouble hook-taken-off || die "status: $(ask status)"
fi
# Twelve windows with packets make an interface busy.
closed() {
	[ "$(ask status --json | jq .windows.closed)" -ge 14 ]
}
wait_for 30 closed || die "windows do not close"
kill "$busy_pid"

# The one that comes late is attached, and counts.
ip -n lan link add late1 type veth peer name late0 netns gw
ip -n lan link set late1 up
ip -n gw link set late0 up
tells 'late0 is back: attached'
before=$(ask status --json | jq '.interfaces[] | select(.name == "late0").packets')
in_lan ping -q -n -c 3 -i 0.01 -W 1 -I late1 192.0.2.1 >/dev/null 2>&1
in_lan ip addr add 192.0.2.2/24 dev late1
in_lan ip neigh replace 192.0.2.1 lladdr "$(mac gw late0)" nud permanent dev late1
in_lan ping -q -n -c 20 -i 0.01 -W 0.1 192.0.2.1 >/dev/null 2>&1
counts() {
	[ "$(ask status --json | jq '.interfaces[] | select(.name == "late0").packets')" -ge \
		$((before + 20)) ]
}
wait_for 20 counts || die "late0 does not count: $(ask status)"

# wan0 was busy, and is silent; then it is heard again.
tells 'wan0 had about [0-9]* packets in a window and has been silent'
trouble silent || die "status: $(ask status)"
pings 1
tells 'wan0 shows packets again'
sensor_stop

# clsact goes while it runs: filters are back with it, and only what came between is missing.
ip -n gw link del late0
sensor_start --account --journal off --window 1s --mode clsact lan0
pings 10
in_gw tc qdisc del dev lan0 clsact || die "no clsact"
wait_for 20 back 1 || die "clsact is not put back: $(ask status)"
pings 10
doctor --json lan0 >"$work/doctor.json"
is_count "doctor knows of it" \
	"$(jq -c '[.checks[] | select(.name == "hook-taken-off")] | length' "$work/doctor.json")" 1
# What keeps clsact from coming back is told, and mended as soon as it is gone.
kill -STOP "$sensor_pid"
in_gw tc qdisc del dev lan0 clsact
in_gw tc qdisc add dev lan0 ingress
kill -CONT "$sensor_pid"
tells "cannot be put back"
trouble half-attached || trouble not-attached || die "status: $(ask status)"
in_gw tc qdisc del dev lan0 ingress
ip -n gw link set dev lan0 alias changed
wait_for 20 back 2 || die "not put back at the next change: $(ask status)"
is_count "why the mode" "$(ask status --json | jq -r '.interfaces[0].why')" 'asked for'
pings 10
sensor_stop
is_count "seen" "$(account .seen.packets)" 60
