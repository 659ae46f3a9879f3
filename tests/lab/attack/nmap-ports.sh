# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap
# seconds: 40
# The thousand usual ports of one host by SYN, from outside.

scenario() {
	local victim
	victim=$(choose a b c d)
	setting victim "$victim"
	attack s "$victim" tcp 0 -- nmap -n -Pn -sS "-T$(choose 3 4)" "$(addr "$victim")"
}
