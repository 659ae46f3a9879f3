# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap dnsmasq
# seconds: 90
# A scan of UDP ports, which are refused at a limited rate.
. $lab/victims.sh

servers() {
	victim_names a
}

scenario() {
	_ports=$(choose "--top-ports 30" "--top-ports 100" "-p50-200")
	_speed=$(choose -T3 -T4)
	_rate=$(choose "" "--min-rate 50" "--min-rate 300")
	setting options "-sU $_speed $_ports $_rate"
	attack u a udp 0 -- timeout 80 nmap -n -Pn -sU "$_speed" $_ports $_rate "$(addr a)"
}
