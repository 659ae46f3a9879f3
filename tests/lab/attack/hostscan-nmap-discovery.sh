# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-nmap
# needs: nmap
# seconds: 60
# Which hosts are there: the scanner's own mixture of probes.
. $lab/victims.sh

servers() {
	victim_prefix e 10.66.7 "$(pick 5 40)" b
}

scenario() {
	_from=$(choose b t)
	_net=$(choose 10.66.7.0/24 10.66.7.0/25)
	_options=$(choose "-sn -T3" "-sn -T4" "-sn -PE" "-sn -PS22,80,443" "-sn -PP -PA80")
	setting options "$_from: $_options $_net"
	attack "$_from" "$_net" any 0 -- timeout 50 nmap -n $_options "$_net"
}
