# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 60
# A scan with flags that no connection begins with.
. $lab/victims.sh

servers() {
	victim_ssh b 22
}

scenario() {
	_type=$(choose -sF -sX -sN -sA -sM -sW)
	_ports=$(choose "--top-ports 100" "-F" "-p1-500")
	_speed=$(choose -T3 -T4)
	setting options "$_type $_speed $_ports"
	attack t b tcp 0 -- timeout 50 nmap -n -Pn $_type $_speed $_ports "$(addr b)"
}
