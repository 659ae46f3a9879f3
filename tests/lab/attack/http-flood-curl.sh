# SPDX-License-Identifier: MIT
# label: dos-http
# source: lab-curl
# needs: curl nginx
# seconds: 60
# Thirty to a few hundred requests a second from several sources.
. $lab/victims.sh

servers() {
	victim_site e 80
}

scenario() {
	_gap=$(choose 0.01 0.03 0.1)
	_ids=
	setting options "4 sources, each a request every $_gap s"
	intent_begin 203.0.113.0/24 e tcp 80
	for _h in s t u v; do
		# shellcheck disable=SC2016
		bg "$_h" timeout 25 sh -c 'while :; do
			curl -s -m 5 -o /dev/null "http://$1/?$(date +%N)" & sleep "$2"; done' \
			sh "$(addr e)" "$_gap"
		_ids="$_ids $!"
	done
	wait $_ids
	intent_end
}
