# SPDX-License-Identifier: MIT
# label: dns-tunnel
# source: lab-names
# needs: python3
# seconds: 90
# Data in names and TXT answers by a client of the laboratory, slow or fast.
. $lab/victims.sh

servers() {
	serve s $lab/bin/names --serve
	listening s 53 udp
}

scenario() {
	_rate=$(choose 0.7 2 10)
	_size=$(choose 20 60 120)
	mix benign/dns-long-names
	setting options "$_size letters of data in a name, $_rate a second"
	attack e s udp 53 -- $lab/bin/names --tunnel "$_size" --rate "$_rate" \
		--seconds 80 "$(addr s)"
}
