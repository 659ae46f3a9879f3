# SPDX-License-Identifier: MIT
# label: dos-http
# source: lab-wrk
# needs: wrk nginx
# seconds: 60
# Requests by wrk on kept connections.
. $lab/victims.sh

servers() {
	_port=$(choose 80 443)
	victim_site c "$_port"
}

scenario() {
	_at_once=$(choose 10 50 200)
	_scheme=http
	[ "$_port" = 80 ] || _scheme=https
	setting options "-c $_at_once $_scheme"
	rate 20 20
	attack t c tcp "$_port" -- timeout 40 wrk -t 1 -c "$_at_once" -d "$(choose 8 12)" \
		"$_scheme://$(addr c)/1k"
}
