# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-nmap
# needs: nmap
# seconds: 60
# A range of IPv6 addresses.
. $lab/victims.sh

servers() {
	for _i in 1 2 5 16; do
		on f ip addr add "fd66::$_i/128" dev lo
	done
	on f ip -6 route add blackhole fd66::/64
	on f sysctl -qw net.ipv6.conf.all.forwarding=1
	on gw ip -6 route add fd66::/64 via "$(addr6 f)"
}

scenario() {
	_options=$(choose "-sn -PE" "-sS -Pn -p22" "-sS -Pn -p443,8443")
	setting options "-6 $_options fd66::/120"
	attack y fd66::/64 any 0 -- timeout 50 nmap -6 -n -T4 $_options fd66::/120
}
