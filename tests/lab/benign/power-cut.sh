# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl dig dnsmasq chronyd openssl python3
# seconds: 90
# The power is back: everything in the LAN starts in the same seconds, looks for names and
# time, and calls home.

servers() {
	pages_up && talk_up y 8883 --tls && clock_up u v
}

start() { # HOST
	local host
	pause 0 4000
	on "$1" ping -c 2 -i 0.3 "$(addr gw)" >/dev/null
	for host in $(some 3 9 $page_hosts); do
		on "$1" dig +short +time=1 +tries=1 @"$(addr gw)" $host.example >/dev/null
		on "$1" dig +short +time=1 +tries=1 @"$(addr gw)" $host.example AAAA >/dev/null
	done
	clock_ask "$1" "server $(addr u) iburst" "server $(addr v) iburst"
	for host in $(some 2 8 $page_hosts); do
		bg "$1" curl -sk -m 10 -o /dev/null "https://$host.example/$(choose 1k 20k 2m)"
	done
	talk "$1" "$(addr y)" 8883 --tls --keep --every 10000 --send 60 --get 60 --seconds 50
}

scenario() {
	local host
	for host in a b c d e f; do
		aside start $host
	done
	sleep 80
}
