# SPDX-License-Identifier: MIT
# label: c2-dga
# source: lab-names
# needs: python3 dnsmasq
# seconds: 90
# Generated names that do not exist, one kind, at a rate.
. $lab/victims.sh

servers() {
	_resolver=$(choose f t)
	victim_names "$_resolver"
}

scenario() {
	_kind=$(choose letters hex words date)
	_rate=$(choose 1 4 15)
	mix benign/dns-long-names
	setting options "$_kind, $_rate a second, resolver $_resolver"
	attack b "$_resolver" udp 53 -- $lab/bin/names --dga "$_kind" --rate "$_rate" --seconds 75 \
		--seed "$(pick 1 10000)" "$(addr "$_resolver")"
}
