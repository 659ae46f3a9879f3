# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-nc
# needs: nc
# seconds: 150
# One address every few seconds.
. $lab/victims.sh

servers() {
	victim_prefix f 10.66.17 "$(pick 4 40)" d
}

scenario() {
	_gap=$(choose 1 2 4)
	_port=$(choose 22 445 3389 23)
	_from=$(choose d x)
	mix benign/web-curl
	setting options "$_from: port $_port every $_gap s"
	# shellcheck disable=SC2016
	attack "$_from" 10.66.17.0/24 tcp "$_port" -- timeout 130 sh -c \
		'for i in $(seq 1 120); do nc -n -z -w1 "10.66.17.$((i * 2))" "$1" & sleep "$2"; done' \
		sh "$_port" "$_gap"
}
