# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-t50
# needs: t50 nginx
# seconds: 60
# SYN packets by t50, sources and ports at random.
. $lab/victims.sh

servers() {
	victim_site b 80
}

scenario() {
	_count=$(choose 3000 12000)
	setting options "--threshold $_count"
	intent_begin '*' b tcp 0
	on u timeout 30 t50 --threshold "$_count" -S --dport "$(choose 80 0)" "$(addr b)"
	intent_end
}
