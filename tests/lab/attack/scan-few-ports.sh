# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd nginx
# seconds: 40
# Only the well-known ports, a dozen or two, once.
. $lab/victims.sh

servers() {
	victim_ssh b 22
	victim_site b 80
}

scenario() {
	_ports=$(choose 21,22,23,25,53,80,110,143,443,445,1433,3306,3389,5432,5900,8080 \
		21-23,80,443,445,3389,8080,8443,9200,6379,27017 \
		22,2222,80,81,443,8000,8080,8081,8443,8888,9000,9090,10000)
	_from=$(choose s d)
	setting options "-sS -p$_ports from $_from"
	attack "$_from" b tcp 0 -- timeout 30 nmap -n -Pn -sS "-p$_ports" "$(addr b)"
}
