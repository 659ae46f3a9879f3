# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 60
# A host inside scans its neighbour.
. $lab/victims.sh

servers() {
	victim_ssh c 22
}

scenario() {
	_options=$(choose "-sS -T3 -F" "-sT -T4 --top-ports 500" \
		"-sS -T2 --top-ports 30" "-sT -T3 -p1-300")
	setting options "$_options"
	attack a c tcp 0 -- timeout 50 nmap -n $_options "$(addr c)"
}
