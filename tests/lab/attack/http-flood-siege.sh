# SPDX-License-Identifier: MIT
# label: dos-http
# source: lab-siege
# needs: siege nginx
# seconds: 60
# Requests by siege, with pauses.
. $lab/victims.sh

servers() {
	victim_site d 80
}

scenario() {
	_users=$(choose 10 40)
	_pause=$(choose 0.1 0.5 1)
	setting options "-c $_users -d $_pause"
	attack u d tcp 80 -- timeout 50 siege -q --rc=/dev/null -d "$_pause" -c "$_users" -t 15S \
		"http://$(addr d)/index.html"
}
