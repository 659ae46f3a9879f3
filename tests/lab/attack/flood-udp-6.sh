# SPDX-License-Identifier: MIT
# label: dos-udp
# source: lab-udp-flood
# needs: python3
# seconds: 60
# UDP at a constant rate over IPv6 to a port that does not listen.
. $lab/victims.sh

scenario() {
	_rate=$(choose 400 1500)
	setting options "$_rate a second"
	attack x b udp 0 -- $lab/bin/udp_flood --rate "$_rate" --seconds 15 \
		--size "$(choose 100 700)" \
		"$(addr6 b)" "$(choose 53 443 5060)"
}
