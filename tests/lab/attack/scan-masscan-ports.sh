# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-masscan
# needs: masscan sshd
# seconds: 60
# Many ports of a few hosts by a stateless scanner.
. $lab/victims.sh

servers() {
	victim_ssh a 22
	victim_ssh b 22
}

scenario() {
	_rate=$(choose 50 200 1000)
	_ports=$(choose 1-1000 20-600 1-3000)
	setting options "-p$_ports --rate $_rate"
	attack s 192.168.77.0/24 tcp 0 -- timeout 40 masscan -p"$_ports" \
		--rate "$_rate" --router-mac "$(gateway_mac s)" --wait 2 \
		--interface eth0 "$(addr a)" "$(addr b)"
}
