# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 90
# One or two ports of a network in which most addresses are absent.
. $lab/victims.sh

servers() {
	victim_ssh f 22
	victim_prefix f 10.66.5 "$(pick 5 30)" a
}

scenario() {
	_ports=$(choose 22 445 22,3389 23,2323 3306 5900)
	_from=$(choose a s s)
	_net=$(choose 10.66.5.0/24 10.66.5.0/25 10.66.5.64/26)
	_options=$(choose "-sS -T3" "-sS -T4" "-sT -T4" "-sS -T4 --max-retries 1")
	setting options "$_from: $_options -p$_ports $_net"
	attack "$_from" "$_net" tcp 0 -- timeout 80 nmap -n -Pn $_options "-p$_ports" "$_net"
}
