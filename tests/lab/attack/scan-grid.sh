# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 90
# Several ports of each of many addresses, most of which are absent.
. $lab/victims.sh

servers() {
	victim_ssh f 22
	victim_prefix f 10.66.31 "$(pick 3 12)" b
}

scenario() {
	_from=$(choose b t)
	_options=$(choose "-sS -T4 -F" "-sS -T3 -p22,80,443,445,3389" "-sT -T4 --top-ports 20")
	_net=$(choose 10.66.31.0/27 10.66.31.32/28)
	setting options "$_from: $_options $_net"
	attack "$_from" "$_net" tcp 0 -- timeout 80 nmap -n -Pn $_options "$_net"
}
