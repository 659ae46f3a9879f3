# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd nginx
# seconds: 60
# A few dozen ports of three neighbours in turn, by a host that else does ordinary work.
. $lab/victims.sh

servers() {
	victim_ssh b 22
	victim_site d 80
}

scenario() {
	_ports=21,22,23,25,80,88,111,135,139,389,443,445
	_ports=$(choose 20-40 $_ports,636,993,1433,3306,3389,5432,5900,5985,6379,8080,8443,9200)
	_options=$(choose "-sT -T3" "-sS -T2" "-sS -T3 --scan-delay 200ms")
	mix benign/web-curl
	setting options "$_options -p$_ports"
	intent_begin a 192.168.77.0/24 tcp 0
	on a timeout 50 nmap -n -Pn $_options "-p$_ports" "$(addr b)" "$(addr d)" "$(addr e)"
	intent_end
}
