# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap nginx
# seconds: 60
# A host inside scans a server outside.
. $lab/victims.sh

servers() {
	victim_site t 80
}

scenario() {
	_ports=$(choose "-F" "--top-ports 50" "-p$(pick 1000 2000)-2200" \
		"-p20-25,80,110,143,443,445,3306,3389,5900,8080")
	_speed=$(choose -T3 -T4)
	mix benign/web-curl
	setting options "-sT $_speed $_ports"
	attack b t tcp 0 -- timeout 50 nmap -n -Pn -sT "$_speed" $_ports "$(addr t)"
}
