# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: curl
# seconds: 120
# The line is dead: browsers and devices try many hosts and nobody answers.

surf() { # CLIENT
	for _ in $(seq 1 "$(pick 6 15)"); do
		for _ in $(seq 1 "$(pick 4 14)"); do
			bg "$1" curl -s -o /dev/null -m "$(pick 3 9)" \
				"$(choose https http https)://198.19.$(pick 0 255).$(pick 1 254)/"
		done
		pause 1000 8000
	done
	wait
}

scenario() {
	local client
	for client in $(some 1 3 a b c d); do
		aside surf "$client"
	done
	wait
}
