# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 60
# A scan hidden among the same from other addresses.
. $lab/victims.sh

servers() {
	victim_ssh a 22
}

scenario() {
	_count=$(pick 3 6)
	_decoys=$(seq -s, -f '203.0.113.%g' 101 $((100 + _count)))
	_ports=$(choose "-F" "--top-ports 40" "--top-ports 300")
	setting options "-sS -D $_decoys $_ports"
	intent_begin 203.0.113.0/24 a tcp 0
	on y timeout 50 nmap -n -Pn -sS -D "$_decoys,ME" $_ports "$(addr a)"
	intent_end
}
