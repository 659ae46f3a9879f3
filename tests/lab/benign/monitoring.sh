# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl snmpd snmpget fping nc
# seconds: 240
# A monitoring host asks everything in the LAN and some services outside, for ever: echo,
# web, SNMP, open ports, industrial registers; one host and one service are down.

servers() {
	local host
	site_up a 80 && site_up u 443 && talk_up b 502 && talk_up c 502 || return 1
	for host in a b c; do
		printf 'agentaddress udp:161\nrocommunity public\n' >"$work/snmpd.conf"
		serve $host snmpd -f -C -c "$work/snmpd.conf" -Lo -I -smux -p "$work/snmpd.$host"
		listening $host 161 udp || return 1
	done
}

round() { # SECONDS
	local host
	on f fping -q -c 3 \
		-p 500 $(for host in a b c d; do addr $host; done) 192.168.77.99 2>/dev/null
	on f curl -s -o /dev/null -m 3 "http://$(addr a)/"
	on f curl -sk -o /dev/null -m 3 "https://$(addr u)/1k"
	for host in a b c; do
		on f snmpwalk -v2c -c public -t 1 -r 0 "$(addr $host)" system >/dev/null
		on f nc -z -w 1 "$(addr $host)" 22
	done
	pause $(($1 * 1000)) $(($1 * 1000 + 100))
}

scenario() {
	aside talk f "$(addr b)" 502 --every "$(choose 500 1000 2000)" --send 12 --get 20
	aside talk f "$(addr c)" 502 --keep --every 1000 --send 12 --get 25
	for_ever round "$(choose 2 5 10 20)"
}
