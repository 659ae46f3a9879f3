# SPDX-License-Identifier: MIT
# label: dos-udp
# source: lab-nping
# needs: nping
# seconds: 60
# A host inside floods ports of one outside.
. $lab/victims.sh

scenario() {
	_rate=$(choose 300 500 1000)
	_ports=$(choose 80 53 1024-65535 7000-8000)
	setting options "--udp -p $_ports --rate $_rate"
	attack d t udp 0 -- timeout 15 nping --udp -p "$_ports" --rate "$_rate" --data-length \
		"$(choose 100 800)" -c 1000000 -q -H -N "$(addr t)"
}
