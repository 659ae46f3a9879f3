# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: ping
# seconds: 150
# Somebody left ping running: small and large, slow and quick, for ever.

scenario() {
	bg a ping -q -i "$(choose 0.2 0.5 1)" "$(addr u)" >/dev/null
	bg b ping -q -i "$(choose 0.2 1)" -s "$(choose 500 1000 1400)" "$(addr v)" >/dev/null
	bg c ping -q -i 1 "$(addr6 u)" >/dev/null
	bg d ping -q -i 0.5 -s "$(choose 56 1200)" "$(addr a)" >/dev/null
	wait
}
