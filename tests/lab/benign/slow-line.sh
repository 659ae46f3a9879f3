# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl dnsmasq openssl ping
# seconds: 150
# A narrow, lossy line that a download fills while others surf and ask names.

servers() {
	pages_up && rate "$(choose 2 4 8)" "$(choose 1 2)" || return 1
	path "$(choose 20 60 150)" 10 "$(choose 5 20)"
}

surf() { # CLIENT
	for _ in 1 2 3 4 5 6; do
		page_load "$1" 6
		pause 300 3000
	done
}

scenario() {
	bg a curl -s -m 120 -o /dev/null "http://$(addr u)/20m"
	bg b ping -i 1 -c 100 "$(addr v)" >/dev/null
	aside surf c
	aside surf d
	wait
}
