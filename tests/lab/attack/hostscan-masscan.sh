# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-masscan
# needs: masscan
# seconds: 60
# One port of a network, statelessly.
. $lab/victims.sh

servers() {
	victim_prefix d 10.66.11 "$(pick 5 30)" a
}

scenario() {
	_port=$(choose 80 443 22 23 8080 445)
	_rate=$(choose 20 100 500)
	_from=$(choose s a)
	setting options "$_from: -p$_port --rate $_rate"
	attack "$_from" 10.66.11.0/24 tcp 0 -- timeout 50 masscan -p"$_port" --rate "$_rate" \
		--router-mac "$(gateway_mac "$_from")" --wait 2 --interface eth0 10.66.11.0/24
}
