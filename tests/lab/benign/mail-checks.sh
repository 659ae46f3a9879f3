# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: dig dnsmasq
# seconds: 100
# A mail server asks lists of bad senders about every caller: names of digits under a few
# zones, most of which do not exist.

servers() {
	dns_up || return 1
	name 2.0.18.198.zen.list.example 127.0.0.2
	name mail.partner.example 198.51.100.9
}

scenario() {
	local zone caller ask
	ask="dig +short +time=1 +tries=1 @$(addr gw)"
	for _ in $(seq 1 "$(pick 30 80)"); do
		caller=$(pick 0 255).$(pick 0 255).$(pick 0 255).$(pick 1 223)
		for zone in zen.list.example bl.score.example dnsbl.other-list.example; do
			on f $ask "$caller.$zone" >/dev/null
		done
		on f $ask "$caller.in-addr.arpa" PTR >/dev/null
		on f $ask mail.partner.example "$(choose A AAAA MX TXT)" >/dev/null
		[ "$(pick 1 3)" = 1 ] || pause 50 1500
	done
}
