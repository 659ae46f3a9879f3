# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd nginx
# seconds: 60
# A port scan from outside of a host that refuses what it does not serve.
. $lab/victims.sh

servers() {
	victim_ssh a 22
	victim_site a 80
}

scenario() {
	_type=$(choose -sS -sS -sT)
	_speed=$(choose -T3 -T4 -T5)
	_ports=$(choose "--top-ports 200" "-p1-1024" "--top-ports 1000" "-p-")
	[ "$_ports" != -p- ] || _speed=-T5
	setting options "$_type $_speed $_ports"
	attack s a tcp 0 -- timeout 50 nmap -n -Pn $_type $_speed $_ports "$(addr a)"
}
