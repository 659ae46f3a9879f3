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

load() { # CLIENT: a page and what it names
	local page=$work/page$(pick 1 9).html
	sed -n 's/.*src="\([^"]*\)".*/url = "\1"\noutput = "\/dev\/null"/p' "$page" >"$page.$1"
	on "$1" curl -sk -o /dev/null -m 10 "$(page_url)"
	on "$1" curl -sk -Z --parallel-max "$(choose 6 12 30)" -m 20 "$(choose --http1.1 --http2)" \
		-K "$page.$1" >/dev/null
}

surf() {
	for _ in $(seq 1 "$(pick 4 12)"); do
		load "$1"
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
