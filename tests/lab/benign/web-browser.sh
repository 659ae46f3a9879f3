# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: chromium-headless-shell nginx dnsmasq openssl
# seconds: 120
# A browser opens pages of many objects on many hosts.

servers() {
	pages_up
}

browse() { # CLIENT
	local profile
	profile=$(own_folder "profile.$1")
	for _ in $(seq 1 "$(pick 4 8)"); do
		on "$1" timeout 30 chromium-headless-shell --no-sandbox --disable-gpu \
			--ignore-certificate-errors --user-data-dir="$profile" --timeout=8000 \
			--dump-dom "$(page_url)" >/dev/null 2>&1
		pause 500 8000
	done
}

scenario() {
	aside browse "$(choose a b)"
	aside browse "$(choose c d)"
	wait
}
