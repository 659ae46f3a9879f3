#!/bin/sh
# SPDX-License-Identifier: MIT
# Real tools between namespaces, through a forwarding gateway with the sensor on its LAN
# side: the right alert, naming the right hosts and direction, in the journal and in EVE;
# a replay of the same packets says the same; forwarding never stops, not even when the
# sensor is killed. Once plain, once behind nftables masquerade.
set -u
# test-timeout: 180
. tests/net/topology.sh

for tool in nmap hping3 jq tcpdump ping python3; do
	command -v "$tool" >/dev/null || skip "needs $tool"
done

# Each attack has ends of its own, so that no alert can pass for another's.
LAN=192.168.77.10 LAN2=192.168.77.20 LAN3=192.168.77.30 LAN6=fd77::10
WAN=203.0.113.10 WAN2=203.0.113.20 WAN3=203.0.113.30 WAN4=203.0.113.40 WAN6=2001:db8::10

# Who attacks whom: NAME, EXPECTED CLASS, ATTACKER, VICTIM, DIRECTION, then the command.
attack() {
	_name=$1 _class=$2 _src=$3 _dst=$4 _direction=$5
	shift 5
	"$@" >"$work/$_name.log" 2>&1
	wait_for 20 alert_in_eve "$_class" "$_src" "$_dst" "$_direction" || {
		jq -c 'select(.event_type == "alert") | [.src_ip, .dest_ip,
			.alert.context.weir.class, .alert.context.weir.direction]' \
			"$work/eve.json" >&2
		die "$_name: no alert $_class $_src -> $_dst ($_direction) in EVE"
	}
	wait_for 10 alert_in_journal "$_class" "$_src" || die "$_name: no alert in the journal"
	echo "$_class $_src $_dst" >>"$work/expected"
	echo "ok: $_name: $_class $_src -> $_dst $_direction"
}

alert_in_eve() { # CLASS SRC DST DIRECTION; an end that the alert groups over is left out
	jq -e -s --arg c "$1" --arg s "$2" --arg d "$3" --arg w "$4" 'any(.[];
		.event_type == "alert" and .alert.context.weir.class == $c and
		.alert.context.weir.direction == $w and
		((.src_ip // $s) == $s) and ((.dest_ip // $d) == $d) and
		(.src_ip == $s or .dest_ip == $d))' "$work/eve.json" >/dev/null 2>&1
}

alert_in_journal() { # CLASS HOST
	journal_read -o json WEIR_CLASS="$1" |
		jq -e -s --arg h "$2" 'any(.[]; .WEIR_SRC_IP == $h or .WEIR_DEST_IP == $h)' >/dev/null
}

# The alarms of two EVE files must be the same by class and ends, and each first seen
# within one window of the other's.
same_alarms() { # LIVE REPLAYED
	python3 - "$1" "$2" <<-'PYTHON'
		import datetime, json, sys

		def alarms(path):
		    found = {}
		    for event in map(json.loads, open(path)):
		        if event["event_type"] != "alert":
		            continue
		        detail = event["alert"]["context"]["weir"]
		        first = datetime.datetime.strptime(
		            detail["first_seen"], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
		        key = detail["class"], event.get("src_ip"), event.get("dest_ip")
		        found[key] = min(first, found.get(key, first))
		    return found

		live, replayed = alarms(sys.argv[1]), alarms(sys.argv[2])
		wrong = [("only live" if key in live else "only replayed", *key)
		         for key in live.keys() ^ replayed.keys()]
		wrong += [("first seen %.3f s apart" % (live[key] - replayed[key]), *key)
		          for key in live.keys() & replayed.keys()
		          if abs(live[key] - replayed[key]) > 5]
		for line in wrong:
		    print(*line)
		print(len(live), "alarms, the same live and replayed" if not wrong else "alarms live")
		sys.exit(bool(wrong) or not live)
	PYTHON
}

round() { # NAME
	behind lan ping -n -i 0.05 "$WAN" >"$work/ping.log" 2>&1
	ping_pid=$!
	behind gw tcpdump -i lan0 -B 65536 -U -w "$work/lan0.pcap" >"$work/tcpdump.log" 2>&1
	tcpdump_pid=$!
	wait_for 10 grep -q 'listening' "$work/tcpdump.log" || die "tcpdump does not start"
	sensor_start lan0
	"$1"
	sensor_stop
	kill -TERM "$tcpdump_pid"
	wait "$tcpdump_pid"
	kill -INT "$ping_pid"
	wait "$ping_pid"
	echoes_whole "$work/ping.log" || {
		tail -n 3 "$work/ping.log" >&2
		die "$1: forwarding was interrupted"
	}
	"$weir" replay --json "$work/lan0.pcap" >"$work/replay.json" || die "replay fails"
	same_alarms "$work/eve.json" "$work/replay.json" >"$work/same.log" || {
		cat "$work/same.log" >&2
		die "$1: live and replay differ"
	}
	echo "ok: $1: $(cat "$work/same.log")"
	rm -f "$work/eve.json" "$work/replay.json" "$work/expected"
}

plain() {
	attack nmap-connect portscan "$LAN" "$WAN" out \
		in_lan nmap -n -Pn -sT -T4 --max-retries 1 -p 1-1500 "$WAN"
	attack nmap-syn portscan "$WAN" "$LAN" in \
		in_wan nmap -n -Pn -sS -T5 --top-ports 800 "$LAN"
	attack nmap-ipv6 portscan "$WAN6" "$LAN6" in \
		in_wan nmap -6 -n -Pn -sS -T4 -p 1-700 "$LAN6"
	attack hping-syn flood "$WAN2" "$LAN2" in \
		in_wan hping3 -q -n -a "$WAN2" -S -p 8080 -i u400 -c 15000 "$LAN2"
	attack hping-udp flood "$WAN3" "$LAN3" in \
		in_wan hping3 -q -n -a "$WAN3" --udp -p 40000 -d 120 -i u300 -c 20000 "$LAN3"
}

masquerade() {
	attack nmap-fin-out portscan "$LAN" "$WAN" out \
		in_lan nmap -n -Pn -sF -T4 --max-retries 1 -p 2000-3200 "$WAN"
	attack nmap-syn-slow-out portscan "$LAN2" "$WAN2" out \
		in_lan nmap -S "$LAN2" -e eth0 -n -Pn -sS --max-rate 60 --max-retries 0 \
		-p 5000-5700 "$WAN2"
	attack hping-syn-out flood "$LAN3" "$WAN3" out \
		in_lan hping3 -q -n -a "$LAN3" -S -p 8080 -i u500 -c 12000 "$WAN3"
	attack hping-icmp-out flood "$LAN3" "$WAN4" out \
		in_lan hping3 -q -n -a "$LAN3" --icmp -d 56 -i u400 -c 15000 "$WAN4"
}

journal_start
topology_up
for address in "$LAN2" "$LAN3"; do
	ip -n lan addr add "$address/24" dev eth0
done
for address in "$WAN2" "$WAN3" "$WAN4"; do
	ip -n wan addr add "$address/24" dev eth0
done
for ns in lan wan; do
	behind "$ns" python3 -m http.server 8080 >/dev/null 2>&1
done
round plain
topology_masquerade
round masquerade

# A killed sensor: packets flow on, the next one takes over what it left.
behind lan ping -n -i 0.02 -c 400 -q "$WAN" >"$work/ping.log" 2>&1
ping_pid=$!
sensor_start lan0
sleep 1
kill -9 "$sensor_pid"
wait "$sensor_pid" 2>/dev/null
sleep 1
sensor_start lan0
sleep 1
sensor_stop
wait "$ping_pid"
grep -q ' 0% packet loss' "$work/ping.log" || die "kill -9 interrupted forwarding"
echo "ok: forwarding survives kill -9 and restart"
