# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3
# seconds: 100
# Log lines, traps and flow records to a collector in the LAN, which never answers.

servers() {
	talk_up f 514 --udp && talk_up f 162 --udp && talk_up f 2055 --udp
}

scenario() {
	local client
	for client in a b c d; do
		aside talk $client "$(addr f)" 514 --udp --keep --get 0 --send 90-300 \
			--every "$(choose 2-50 5-500 500-3000)"
	done
	aside talk e "$(addr f)" 2055 --udp --keep --get 0 --send 1000-1400 --every 900-1100
	aside talk e "$(addr f)" 162 --udp --get 0 --send 120 --every 2000-9000
	wait
}
