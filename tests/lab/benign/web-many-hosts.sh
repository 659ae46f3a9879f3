# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl dnsmasq openssl
# seconds: 100
# Page loads as browsers make them: six connections at once to each of many hosts, many
# short ones; like a scan by the number of hosts, like a flood by the number of connections.

servers() {
	pages_up
}

surf() { # CLIENT
	for _ in $(seq 1 "$(pick 4 12)"); do
		page_load "$1" "$(choose 6 12 30)" "$(choose --http1.1 --http2)"
		pause 300 9000
	done
}

scenario() {
	local client
	for client in $(some 1 3 a b c d); do
		aside surf "$client"
	done
	wait
}
