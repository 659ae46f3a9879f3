# SPDX-License-Identifier: MIT
# label: ddos-reflection
# source: lab-reflect
# needs: python3
# seconds: 60
# SYN+ACK from many servers whose SYN somebody forged.
. $lab/victims.sh

scenario() {
	_rate=$(choose 150 600 2000)
	_count=$(choose 40 250)
	_victim=$(choose b d)
	setting options "$_count reflectors, $_rate a second to $_victim"
	intent_begin "$_victim" 198.51.100.0/24 tcp 0
	on s $lab/bin/reflect --kind synack --rate "$_rate" --sources "198.51.100.1-$_count" \
		--seconds "$(pick 10 20)" "$(addr "$_victim")"
	intent_end
}
