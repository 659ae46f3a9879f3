# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: sipp
# seconds: 100
# Telephones: calls by SIP with speech over RTP both ways.

servers() {
	serve u sipp -sn uas -i "$(addr u)" -p 5060 -rtp_echo -nostdin -trace_err \
		-error_file "$work/uas"
	talk_up u 16384 --udp && listening u 5060 udp
}

# A call: its signalling, and 50 packets of 20 ms speech a second each way.
call() { # CLIENT SECONDS
	bg "$1" timeout 40 sipp -sn uac -i "$(addr "$1")" -p 5060 -m 1 -d "${2}000" -nostdin \
		"$(addr u):5060" >/dev/null 2>&1
	talk "$1" "$(addr u)" 16384 --udp --keep --every 17-19 --send 172 --get 172 --seconds "$2"
	wait
}

calls() { # CLIENT
	for _ in $(seq 1 "$(pick 2 4)"); do
		call "$1" "$(pick 8 25)"
		pause 1000 5000
	done
}

scenario() {
	aside calls a
	aside calls "$(choose b c)"
	wait
}
