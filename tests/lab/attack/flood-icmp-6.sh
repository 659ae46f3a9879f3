# SPDX-License-Identifier: MIT
# label: dos-icmp
# source: lab-ping
# needs: ping
# seconds: 60
# Echo requests over IPv6, inside to outside or the other way.
. $lab/victims.sh

scenario() {
	_ends=$(choose "a t" "s a")
	set -- $_ends
	_gap=$(choose 0.002 0.005)
	setting options "$1 to $2 every $_gap s"
	attack "$1" "$2" icmp 0 -- timeout 15 ping -6 -q -i "$_gap" \
		-s "$(choose 56 800)" "$(addr6 "$2")"
}
