# SPDX-License-Identifier: MIT
# label: dns-tunnel
# source: lab-iodine
# needs: iodine iodined iperf3
# seconds: 90
# A DNS tunnel that carries a transfer.
. $lab/victims.sh

servers() {
	serve t iodined -f -c -P lab 10.9.9.1/24 t.example.com
	listening t 53 udp
	serve t iperf3 -s -p 5999
}

scenario() {
	_type=$(choose NULL TXT SRV MX CNAME A PRIVATE)
	_lazy=$(choose -L1 -L1 -L0)
	_rate=$(choose 2K 10K 60K)
	setting options "-T $_type $_lazy, $_rate bit/s"
	intent_begin b t udp 53
	bg b iodine -f -r -P lab -T "$_type" "$_lazy" "$(addr t)" t.example.com
	wait_for 25 on b ping -c1 -W1 10.9.9.1
	on b timeout 45 iperf3 -c 10.9.9.1 -p 5999 $(choose -R "") -t 35 -b "$_rate" -l 200 -M 400
	intent_end
}
