# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl wget
# seconds: 90
# Files, whole and in parts at once, at full speed and held back.

servers() {
	site_up u 80 && site_up v 443
}

parts() { # CLIENT: four ranges at once
	local at
	for at in 0 1 2 3; do
		bg "$1" curl -s -o /dev/null -r $((at * 4000000))-$((at * 4000000 + 3999999)) \
			"http://$(addr u)/20m"
	done
	wait
}

scenario() {
	on a wget -q -O /dev/null "http://$(addr u)/20m"
	aside parts b
	on c curl -sk -o /dev/null --limit-rate "$(choose 500k 2m)" -m 30 "https://$(addr v)/20m"
	on d curl -s -o /dev/null -m 30 "http://[$(addr6 u)]/20m"
	wait
}
