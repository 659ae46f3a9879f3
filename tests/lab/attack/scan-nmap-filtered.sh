# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd nft
# seconds: 90
# A scan of a host whose filter drops what it does not serve.
. $lab/victims.sh

servers() {
	victim_ssh e 22
	victim_filter e "22, 443"
}

scenario() {
	_options=$(choose "-sS -T4 -F" "-sT -T4 -F" "-sS -T3 --top-ports 60" "-sS -T4 -p1-400")
	setting options "$_options"
	attack w e tcp 0 -- timeout 80 nmap -n -Pn $_options "$(addr e)"
}
