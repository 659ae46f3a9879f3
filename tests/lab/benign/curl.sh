# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl
# seconds: 40
# Pages and files of different sizes by command line clients, over both address families.

servers() {
	site_up u 80
}

page_of() { # CLIENT
	local client=$1 at
	for ((at = 0; at < 12; at++)); do
		on "$client" curl -s -o /dev/null -m 10 "http://$(choose "$(addr u)" "[$(addr6 u)]")/$(choose 1k 20k 300k 2m)"
		pause 100 2500
	done
}

scenario() {
	local client
	for client in $(shuffled a b c d | cut -d' ' -f1-3); do
		aside page_of "$client"
	done
	wait
}
