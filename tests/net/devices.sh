#!/bin/sh
# SPDX-License-Identifier: MIT
# test-needs: jq dnsmasq busybox nmap
# A laptop gets its address and the name of a server from dnsmasq on the gateway and scans
# that server: the alarm names both. With another address it is the same device, and it still
# is after a restart.
set -u
. tests/net/topology.sh

command -v jq >/dev/null || skip "needs jq"
for tool in dnsmasq busybox nmap; do
	command -v $tool >/dev/null || skip "needs $tool"
done
topology_up

# Anna's laptop has its address by DHCP, and says its name.
mac=00:16:3e:11:22:33
ip -n lan link set eth0 down
ip -n lan addr flush dev eth0
ip -n lan link set eth0 address $mac up
cat >"$work/udhcpc" <<'SCRIPT'
#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip addr flush dev "$interface" scope global
ip addr add "$ip/24" dev "$interface"
ip route replace default via "${router%% *}"
SCRIPT
chmod +x "$work/udhcpc"

serve() { # DHCP_RANGE: where it hands out addresses from
	behind gw dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --no-resolv \
		--no-hosts --bind-interfaces --interface=lan0 --except-interface=lo --pid-file= \
		--dhcp-range="$1",1h --dhcp-leasefile="$work/leases" --dhcp-authoritative \
		--log-facility=- --no-ping --host-record=web.example,203.0.113.10 --cname=shop.example,web.example \
		>"$work/dnsmasq.log" 2>&1
	dnsmasq_pid=$!
	wait_for 10 grep -q 'started' "$work/dnsmasq.log" || wait_for 1 kill -0 $dnsmasq_pid
}
lease() {
	in_lan busybox udhcpc -i eth0 -x hostname:laptop-anna -s "$work/udhcpc" -n -q -t 10 -T 1 \
		>"$work/udhcpc.log" 2>&1 || {
		cat "$work/udhcpc.log" "$work/dnsmasq.log" >&2
		die "no lease"
	}
}
ask() { # VERB OPTION...
	"$weir" "$@" --socket "$work/run/control.sock"
}
laptop() { # JQ_EXPRESSION
	ask devices show $mac --json 2>/dev/null | jq -r "$1"
}
is() { # WHAT GOT EXPECTED
	[ "$2" = "$3" ] || {
		ask devices >&2
		die "$1: $2, expected $3"
	}
}
has_address() { # ADDRESS
	[ "$(laptop '.addresses[0].ip')" = "$1" ]
}

cat >"$work/weir.conf" <<CONF
[Network]
home = 192.168.0.0/16 fd00::/8 fe80::/10
[Devices]
leases = $work/leases $work/more $work/none
names = $work/names
CONF
serve 192.168.77.60,192.168.77.60
sensor_start -c "$work/weir.conf" --journal off --window 1s lan0 wan0

lease
in_lan busybox nslookup shop.example 192.168.77.1 >"$work/nslookup.log" 2>&1
grep -q '203.0.113.10' "$work/nslookup.log" || die "no answer: $(cat "$work/nslookup.log")"
wait_for 20 has_address 192.168.77.60 || die "the laptop is not known: $(ask devices)"
is "its id" "$(laptop .id)" 00163e112233
is "its name" "$(laptop .name)" laptop-anna
is "found by name" "$(ask devices show laptop-anna --json | jq -r .mac)" $mac

in_lan nmap -n -Pn -sS --min-rate 400 --max-retries 0 -p 1-600 203.0.113.10 >"$work/nmap.log" 2>&1
wait_for 30 grep -q '"class":"portscan"' "$work/eve.json" || die "no alarm: $(cat "$work/eve.json")"
grep '"class":"portscan"' "$work/eve.json" | head -n 1 >"$work/alarm.json"
alarm() { # JQ_EXPRESSION
	jq -r "$1" "$work/alarm.json"
}
is "device" "$(alarm '.alert.context.weir.device | .id + " " + .mac + " " + .name')" \
	"00163e112233 $mac laptop-anna"
is "Ethernet" "$(alarm .ether.src_mac)" $mac
is "peer" "$(alarm .alert.context.weir.peer_name)" shop.example
alarm .alert.context.weir.message |
	grep -q "shop.example (203.0.113.10) by inside host laptop-anna (192.168.77.60, $mac)" ||
	die "the sentence: $(alarm .alert.context.weir.message)"
ask explain "$(alarm .alert.context.weir.alert_id)" | grep -q "laptop-anna, $mac" ||
	die "explain does not name it"
is "open alarms" "$(laptop '.open_alarms > 0')" true

# Another address is no other device; nor is a name that the admin gives.
echo "$mac annas-desk" >"$work/names"
kill $dnsmasq_pid
wait $dnsmasq_pid 2>/dev/null
rm -f "$work/leases"
serve 192.168.77.70,192.168.77.70
lease
wait_for 20 has_address 192.168.77.70 || die "its new address is not known: $(ask devices)"
is "its id" "$(laptop .id)" 00163e112233
wait_for 20 sh -c "'$weir' devices show $mac --socket '$work/run/control.sock' |
	grep -q 'annas-desk (from: file)'" || die "the admin's name is not taken"
is "where names are from" "$(ask stats --json | jq '.devices | .frames > 5 and .peers >= 1')" true

# All of it stays over a restart; a lease names who was never seen.
sensor_stop
rm -f "$work/names"
echo "0 00:16:3e:99:99:99 192.168.77.99 printer *" >"$work/more"
sensor_start -c "$work/weir.conf" --journal off --window 1s lan0 wan0
is "its name after a restart" "$(laptop .name)" laptop-anna
is "a lease" "$(ask devices show printer --json | jq -r .mac)" 00:16:3e:99:99:99
is "its addresses" "$(laptop '[.addresses[].ip] | contains(["192.168.77.70","192.168.77.60"])')" true
ask devices forget $mac >/dev/null || die "it cannot be forgotten"
# What it still says makes it known again.
ip -n lan link set eth0 down
forgotten() {
	ask devices forget $mac >/dev/null 2>&1
	ask devices show $mac >/dev/null 2>&1
	[ $? = 5 ]
}
wait_for 10 forgotten || die "it is not forgotten: $(ask devices)"
sensor_stop
