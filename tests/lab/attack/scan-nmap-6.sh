# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 60
# A port scan over IPv6.
. $lab/victims.sh

servers() {
	victim_ssh a 22
}

scenario() {
	_options=$(choose "-sS -T4 --top-ports 300" "-sT -T3 -F" "-sS -T4 -p1-1024")
	_from=$(choose s x)
	setting options "-6 $_options"
	attack "$_from" a tcp 0 -- timeout 50 nmap -6 -n -Pn $_options "$(addr6 a)"
}
