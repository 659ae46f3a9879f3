# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-fping
# needs: fping
# seconds: 60
# A ping sweep.
. $lab/victims.sh

servers() {
	victim_prefix f 10.66.9 "$(pick 3 40)" c
}

scenario() {
	_from=$(choose c u)
	_net=$(choose 10.66.9.0/24 10.66.9.0/25 10.66.9.128/26)
	_options=$(choose "-r 1 -i 10" "-r 0 -i 50" "-r 2 -i 2" "-r 0 -i 200")
	setting options "$_from: fping $_options -g $_net"
	attack "$_from" "$_net" icmp 0 -- timeout 50 fping -q $_options -g "$_net"
}
