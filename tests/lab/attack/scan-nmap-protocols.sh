# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap
# seconds: 90
# A scan of IP protocols.
. $lab/victims.sh

scenario() {
	setting options "-sO -T4"
	attack z b any 0 -- timeout 80 nmap -n -Pn -sO -T4 "$(addr b)"
}
