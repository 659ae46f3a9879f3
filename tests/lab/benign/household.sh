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
	local page
	for _ in $(seq 1 "$(pick 4 9)"); do
		page=$work/page$(pick 1 9).html
		sed -n 's/.*src="\([^"]*\)".*/url = "\1"\noutput = "\/dev\/null"/p' "$page" >"$page.$1"
		on "$1" curl -sk -Z --parallel-max 6 -m 20 -K "$page.$1" >/dev/null 2>&1
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
