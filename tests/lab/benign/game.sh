# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3
# seconds: 100
# Games, a tunnel of a VPN and a stream without answers: many packets of UDP per second.

servers() {
	talk_up u 27015 --udp && talk_up v 51820 --udp && talk_up w 5004 --udp
}

scenario() {
	aside talk a "$(addr u)" 27015 --udp --keep --every 15-33 --send 40-90 \
		--get 80-400 --seconds "$(pick 30 90)"
	aside talk b "$(addr v)" 51820 --udp --keep --every 1-40 --send 100-1300 \
		--get 80-1380 --seconds "$(pick 20 80)"
	aside talk c "$(addr w)" 5004 --udp --keep --every 2-4 --send 1316 \
		--get 0 --seconds "$(pick 20 60)"
	wait
}
