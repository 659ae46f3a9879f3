# SPDX-License-Identifier: MIT
# label: dns-tunnel
# source: lab-iodine
# needs: iodine iodined
# seconds: 90
# A DNS tunnel that is up and hardly used.
. $lab/victims.sh

servers() {
	serve s iodined -f -c -P lab 10.9.8.1/24 cdn.example.com
	listening s 53 udp
}

scenario() {
	_type=$(choose NULL TXT MX CNAME)
	_lazy=$(choose -L1 -L0)
	_ping=$(choose 1 5 20)
	setting options "-T $_type $_lazy, a ping every $_ping s"
	intent_begin c s udp 53
	bg c iodine -f -r -P lab -T "$_type" "$_lazy" -I "$(choose 1 4)" "$(addr s)" cdn.example.com
	wait_for 25 on c ping -c1 -W1 10.9.8.1
	on c timeout 60 ping -q -i "$_ping" 10.9.8.1
	intent_end
}
