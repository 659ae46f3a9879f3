# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-names
# needs: python3
# seconds: 180
# Check-ins by TXT questions every few seconds.
. $lab/victims.sh

servers() {
	serve t $lab/bin/names --serve
	listening t 53 udp
}

scenario() {
	_gap=$(choose 3 6 10)
	mix benign/dns-long-names
	setting options "every $_gap s"
	attack a t udp 53 -- $lab/bin/names --tunnel "$(choose 12 30)" \
		--rate "$(python3 -c "print(1 / $_gap)")" \
		--seconds 170 "$(addr t)"
}
