# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3 openssl
# seconds: 240
# Cameras and plugs that report to their maker's cloud for ever: as regular as a beacon.

servers() {
	talk_up u 443 --tls && talk_up v 8883 --tls && talk_up w 32100 --udp
}

scenario() {
	local every
	every=$(choose 5000 10000 15000 30000)
	setting every_ms "$every"
	aside talk a "$(addr u)" 443 --tls --keep --every "$every" --send 90 --get 60
	aside talk b "$(addr u)" 443 --tls --every $((every - 20))-$((every + 20)) --send 400-450 \
		--get 300
	aside talk c "$(addr v)" 8883 --tls --keep --every 20000 --send 40 --get 40
	aside talk d "$(addr w)" 32100 --udp --keep --every "$(choose 1000 5000 10000)" --send 48 \
		--get 48
	aside talk "$(choose a b)" "$(addr u)" 443 --tls --every 60000 --send 2000-9000 --get 500
	wait
}
