# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: smbd smbclient nc
# seconds: 150
# File managers look who shares something: all known hosts on port 445, of which one
# answers, some refuse and some are away; every now and then, by several clients.

servers() {
	share_up f
}

look() { # CLIENT
	local host
	while :; do
		for host in a b c d e f; do
			[ "$host" = "$1" ] || on "$1" nc -z -w 1 "$(addr $host)" 445
		done
		on "$1" nc -z -w 2 192.168.77.98 445
		on "$1" nc -z -w 2 192.168.77.99 139
		on "$1" smbclient -N -s /dev/null -L "$(addr f)" >/dev/null 2>&1
		pause 5000 30000
	done
}

scenario() {
	local client
	for client in $(some 2 4 a b c d e); do
		aside look "$client"
	done
	wait
}
