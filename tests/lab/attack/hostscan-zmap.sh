# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-zmap
# needs: zmap
# seconds: 60
# One port of a network by zmap.
. $lab/victims.sh

servers() {
	victim_prefix f 10.66.13 "$(pick 5 30)"
}

scenario() {
	_port=$(choose 80 22 5900 2323)
	_rate=$(choose 20 60 400)
	setting options "-p $_port -r $_rate"
	attack v 10.66.13.0/24 tcp 0 -- timeout 50 zmap \
		-q -i eth0 -G "$(gateway_mac v)" -S "$(addr v)" -c 2 \
		-p "$_port" -r "$_rate" -b /dev/null -o /dev/null 10.66.13.0/24
}
