# SPDX-License-Identifier: MIT
# label: c2-dga
# source: lab-names
# needs: python3 dnsmasq
# seconds: 120
# Generated names, slowly, for both address families, among names that exist.
. $lab/victims.sh

servers() {
	victim_names s
}

scenario() {
	_kind=$(choose words letters)
	_rate=$(choose 0.5 1 2)
	setting options "$_kind, $_rate a second, one in ten exists"
	attack d s udp 53 -- $lab/bin/names --dga "$_kind" --rate "$_rate" --seconds 110 --both \
		--some \
		--seed "$(pick 1 10000)" "$(addr s)"
}
