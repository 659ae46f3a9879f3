# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: socat ping
# seconds: 100
# Devices look for each other: multicast and broadcast that nobody or everybody answers.

say() { # HOST TARGET BYTES
	head -c "$3" /dev/zero | on "$1" socat -u - "UDP4-DATAGRAM:$2,broadcast"
}

chatter() { # HOST
	while :; do
		say "$1" 239.255.255.250:1900 "$(pick 120 180)"
		say "$1" 224.0.0.251:5353 "$(pick 40 120)"
		say "$1" 224.0.0.252:5355 "$(pick 30 50)"
		say "$1" 192.168.77.255:137 50
		[ "$(pick 1 3)" != 1 ] || say "$1" 255.255.255.255:6666 "$(pick 100 200)"
		pause 1000 12000
	done
}

scenario() {
	local host
	for host in a b c d e; do
		aside chatter $host
	done
	on f ping -c 20 -i 1 "$(addr gw)" >/dev/null
	wait
}
