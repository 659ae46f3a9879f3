# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3
# seconds: 100
# Cameras of the LAN send their pictures to a recorder, some over UDP that nobody answers.

servers() {
	talk_up f 5004 --udp && talk_up f 554
}

scenario() {
	local camera
	for camera in a b c; do
		aside talk $camera "$(addr f)" 5004 --udp --keep --get 0 --send 900-1400 \
			--every "$(choose 1-4 3-8 8-12)" --seconds 80
		aside talk $camera "$(addr f)" 554 --keep --every 15000 --send 150 --get 200
		pause 200 5000
	done
	aside talk d "$(addr f)" 554 --keep --every 30-50 --send 5000-15000 --get 20
	wait
}
