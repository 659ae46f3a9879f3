# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: socat nc
# seconds: 100
# A printer in the LAN: asked for its state, given pages.

servers() {
	serve f socat -u TCP6-LISTEN:9100,fork,reuseaddr /dev/null
	talk_up f 631 && listening f 9100
}

scenario() {
	local client
	blob "$work/pages" "$(pick 300000 4000000)"
	for client in a b c d; do
		aside talk $client "$(addr f)" 631 --every 5000-15000 --send 300-400 --get 800-1200
	done
	for _ in $(seq 1 "$(pick 3 8)"); do
		on "$(choose a b c d)" socat -u "FILE:$work/pages" "TCP:$(addr f):9100"
		pause 2000 15000
	done
}
