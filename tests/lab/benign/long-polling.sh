# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3 openssl
# seconds: 150
# A service in the LAN that pushes: dozens of clients outside hold connections on which
# little happens; like slow HTTP by number and idleness.

servers() {
	local at
	talk_up a 443 --tls || return 1
	for at in $(seq 1 20); do
		aliases "$(choose w x)" 198.51.100.$at
	done
}

scenario() {
	local host
	for host in w x y; do
		aside talk $host "$(addr a)" 443 --tls --keep --callers "$(pick 10 60)" \
			--every 100-2000 --send 60-200 --get 100-900 --later 3000-25000 --timeout 30
		pause 500 9000
	done
	wait
}
