#!/bin/bash
# SPDX-License-Identifier: MIT
# A port scan leaves a capture of what followed the alarm, bounded as configured, whose
# packets are those that tcpdump saw; an admin gets one on demand; what a killed sensor was
# writing is readable after all.
# test-needs: nmap tcpdump jq ping python3
set -u
. tests/net/topology.sh
topology_up
export LC_ALL=C

count=50
cat >"$work/weir.conf" <<EOT
[Evidence]
enabled = yes
packets = $count
bytes = 96
EOT
ask() { # VERB ARGUMENT...
	"$weir" "$@" --socket "$work/run/control.sock"
}
start() {
	sensor_start --account --journal off --window 1s -c "$work/weir.conf" lan0
}
# Every packet of a file as one line of hex.
packets() { # FILE
	tcpdump -nr "$1" -t -xx "${@:2}" 2>/dev/null | awk '
		/^\t/ { gsub(/^\t0x[0-9a-f]*: */, ""); gsub(/ /, ""); line = line $0; next }
		line { print line; line = "" }
		END { if (line) print line }'
}

start
behind gw tcpdump -Z root --immediate-mode -B 16384 -s 96 -U -ni lan0 -w "$work/seen.pcap" 2>"$work/tcpdump.log"
tcpdump_pid=$!
wait_for 10 grep -q 'listening on' "$work/tcpdump.log" || die "no tcpdump"
behind lan nmap -n -Pn -sS --min-rate 200 --max-rate 300 -p1-20000 203.0.113.10 >/dev/null 2>&1
nmap_pid=$!
is_whole() { ask evidence list --json | jq -e '.files | length == 1' >/dev/null; }
wait_for 30 is_whole || die "no capture: $(cat "$work/weir.log" "$work/eve.json")"
kill "$nmap_pid"

name=$(jq -r 'select(.event_type == "alert").capture_file // empty' "$work/eve.json" | sort -u)
[ -n "$name" ] && [ "$name" = "$(ask evidence list --json | jq -r '.files[0].name')" ] ||
	die "the alert names '$name'"
id=$(jq -r 'select(.capture_file).alert.context.weir.alert_id' "$work/eve.json" | sort -u)
ask evidence get "${id:0:6}" -o "$work/alarm.pcapng" || die "no capture of ${id:0:6}"
(cd "$work" && ask evidence get "$name" >/dev/null) || die "no capture of that name"
cmp -s "$work/$name" "$work/alarm.pcapng" || die "two ways, two files"
(cd "$work" && ask evidence get "$name") 2>/dev/null && die "a file is written over"
ask evidence get ffff 2>/dev/null
[ $? = 5 ] || die "an alarm without capture does not exit 5"

packets "$work/alarm.pcapng" >"$work/alarm.txt"
[ "$(wc -l <"$work/alarm.txt")" = $count ] || die "$(wc -l <"$work/alarm.txt") packets, not $count"
# The same packets, without a gap; where two hooks race, their order may differ.
span=
spans() {
	packets "$work/seen.pcap" "host 203.0.113.10" >"$work/seen.txt"
	span=$(awk 'NR == FNR { at[$0] = NR; next }
		!($0 in at) { missing++; next }
		{ if (!low || at[$0] < low) low = at[$0]; if (at[$0] > high) high = at[$0] }
		END { print missing ? "" : high - low + 1 }' "$work/seen.txt" "$work/alarm.txt")
	[ -n "$span" ]
}
wait_for 10 spans || die "packets that tcpdump did not see: $(cat "$work/tcpdump.log")"
kill "$tcpdump_pid"
[ "$span" -ge $count ] && [ "$span" -le $((count + 5)) ] || die "not what tcpdump saw: $span"
echo "note: $count packets of a scan, the same as tcpdump's, over a span of $span of its"

if command -v capinfos >/dev/null; then
	capinfos "$work/alarm.pcapng" >"$work/capinfos" 2>/dev/null
	grep -q 'Capture comment:  *Port scan of ' "$work/capinfos" || die "$(cat "$work/capinfos")"
	grep -q "Capture comment:  *{.*\"capture_file\":\"$name\"" "$work/capinfos" || die "no event"
	grep -q 'Name = lan0' "$work/capinfos" || die "no interface"
	grep -q "Number of packets = $count" "$work/capinfos" || die "another count"
	grep -q 'Time precision = nanoseconds' "$work/capinfos" || die "no nanoseconds"
else
	echo "note: SKIP comments: needs capinfos"
fi

asked=$(ask capture start --host 192.168.77.10 --host 192.168.77.1 --packets 20 --bytes 64) ||
	die "a capture cannot be asked for"
ask capture start --host 192.168.77.1 --host 192.168.77.10 2>/dev/null && die "the same one twice"
ask capture status | grep -q "^$asked: 192.168.77.1 and 192.168.77.10, 0 of 20 packets" ||
	die "$(ask capture status)"
in_lan ping -qi 0.01 -c 15 192.168.77.1 >/dev/null || die "ping"
wait_for 10 ask evidence get "$asked" -o "$work/asked.pcapng" 2>/dev/null || die "it does not end"
[ "$(packets "$work/asked.pcapng" icmp | wc -l)" = 20 ] || die "$(packets "$work/asked.pcapng")"
counted() { # once the window is over
	ask stats --json | jq -e '.evidence.finished == 2 and .evidence.failed == 0 and
		.frames.sent >= 70 and .frames.lost == 0' >/dev/null
}
wait_for 10 counted || die "$(ask stats --json)"

# Killed in the middle: what it had written is a file all the same.
asked=$(ask capture start --flow udp,192.168.77.10:4000,192.168.77.1:4001 --seconds 600) || die "flow"
part=$work/state/evidence/$asked.part
in_lan bash -c 'exec 3<>/dev/udp/192.168.77.1/4001; echo x >&3' # another flow, for nothing
in_lan python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.168.77.10", 4000))
for _ in range(7):
    s.sendto(b"x" * 500, ("192.168.77.1", 4001))'
written() {
	ask capture status --json | jq -e ".open[0].packets == 7 and
		.open[0].bytes == $(stat -c %s "$part")" >/dev/null
}
wait_for 10 written || die "it is not written while it lasts: $(ask capture status)"
kill -9 "$sensor_pid"
wait "$sensor_pid" 2>/dev/null
printf 'half a block' >>"$part"
start
ask evidence get "$asked" -o "$work/killed.pcapng" || die "what was written is lost"
[ "$(packets "$work/killed.pcapng" udp | wc -l)" = 7 ] || die "$(packets "$work/killed.pcapng")"
tcpdump -nr "$work/killed.pcapng" 2>&1 | grep -i 'truncat' && die "it is cut short"
sensor_stop
