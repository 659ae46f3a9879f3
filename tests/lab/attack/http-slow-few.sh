# SPDX-License-Identifier: MIT
# label: dos-http-slow
# source: lab-connects
# needs: nginx
# seconds: 150
# A few dozen connections held for minutes, over IPv6 or IPv4.
. $lab/victims.sh

servers() {
	victim_site f 80
}

scenario() {
	_count=$(choose 25 50 80)
	_to=$(choose "$(addr f)" "$(addr6 f)")
	setting options "$_count held, a line every 10 s"
	attack w f tcp 80 -- $lab/bin/connects --hold "$_count" --rate 2 --seconds 120 "$_to" 80
}
