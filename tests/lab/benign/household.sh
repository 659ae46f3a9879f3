# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl dnsmasq openssl nft
# seconds: 120
# Several clients behind one address of the LAN: what looks like one host surfs on five.

servers() {
	pages_up && household f 5
}

surf() { # CLIENT
	for _ in $(seq 1 "$(pick 4 9)"); do
		page_load "$1" 6
		pause 300 6000
	done
}

scenario() {
	local at
	for at in 1 2 3 4 5; do
		aside surf f$at
	done
	wait
}
