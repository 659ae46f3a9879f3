# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl openssl
# seconds: 200
# A film in segments: a fetch of much the same size every few seconds, for minutes.

servers() {
	local at
	site_up u 443 || return 1
	for at in 1 2 3 4 5 6 7 8; do
		blob "$work/site.u.443/html/segment$at" "$(pick 300000 1500000)"
	done
}

watch() { # CLIENT SECONDS_OF_A_SEGMENT
	while :; do
		on "$1" curl -sk -o /dev/null -m 10 "https://$(addr u)/segment$(pick 1 8)"
		[ "$(choose yes no)" = no ] ||
			on "$1" curl -sk -o /dev/null -m 10 "https://$(addr u)/20k"
		pause $(($2 * 900)) $(($2 * 1000))
	done
}

scenario() {
	aside watch "$(choose a b)" "$(choose 2 4 6)"
	aside watch "$(choose c d)" "$(choose 4 10)"
	wait
}
