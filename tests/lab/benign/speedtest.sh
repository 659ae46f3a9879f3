# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: iperf3
# seconds: 80
# Speed tests: TCP and UDP, down and up, one and many streams.

servers() {
	serve u iperf3 -s
	serve v iperf3 -s -p 5202
	listening u 5201 && listening v 5202
}

scenario() {
	local client
	client=$(choose a b c)
	rate 50 20
	on "$client" iperf3 -c "$(addr u)" -t "$(pick 4 8)" -P "$(choose 1 4 8)" -R
	pause 500 2000
	on "$client" iperf3 -c "$(addr u)" -t "$(pick 4 8)" -P "$(choose 1 4)"
	on "$client" iperf3 -c "$(addr v)" -p 5202 -u -b "$(choose 5M 20M)" \
		-l "$(choose 200 1200)" -t 5
	on "$client" iperf3 -c "$(addr6 v)" -p 5202 -u -b "$(choose 5M 20M)" -t 5 -R
}
