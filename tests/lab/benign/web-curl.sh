# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl
# seconds: 60
# Pages and files of different sizes by command line clients, over both address families.

servers() {
	site_up u 80
}

fetch() { # CLIENT
	for _ in $(seq 1 "$(pick 8 20)"); do
		on "$1" curl -s -o /dev/null -m 10 \
			"http://$(choose "$(addr u)" "[$(addr6 u)]")/$(choose 1k 20k 300k 2m)"
		pause 100 2500
	done
}

scenario() {
	local client
	for client in $(some 1 4 a b c d); do
		aside fetch "$client"
	done
	wait
}
