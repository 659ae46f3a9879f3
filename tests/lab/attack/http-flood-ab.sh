# SPDX-License-Identifier: MIT
# label: dos-http
# source: lab-ab
# needs: ab nginx
# seconds: 60
# Requests by ab, a connection each.
. $lab/victims.sh

servers() {
	victim_site b 80
}

scenario() {
	_at_once=$(choose 2 20 100)
	setting options "-c $_at_once"
	attack s b tcp 80 -- timeout 40 ab -q -r -t 20 -n "$(choose 1500 4000)" -c "$_at_once" \
		"http://$(addr b)/$(choose 1k index.html)"
}
