# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap
# seconds: 60
# vantage: wan
# The gateway's own public address is scanned; seen on its outer side.
. $lab/victims.sh

scenario() {
	_options=$(choose "-sS -T4 -F" "-sS -T3 --top-ports 300" "-sT -T4 -F" \
		"-sU -T4 --top-ports 40")
	setting options "$_options"
	attack s gw any 0 -- timeout 50 nmap -n -Pn $_options 203.0.113.1
}
