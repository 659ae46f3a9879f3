# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd nginx dovecot
# seconds: 90
# Services and system of a host: probes on open ports, scripts, odd packets.
. $lab/victims.sh

servers() {
	victim_ssh d 22
	victim_site d 80
	victim_mail d
}

scenario() {
	_options=$(choose "-sV -F" "-A -F" "-O -sV --top-ports 100" \
		"-sC -sV -p21,22,80,110,143,445,3306")
	setting options "$_options"
	attack v d any 0 -- timeout 80 nmap -n -Pn $_options "$(addr d)"
}
