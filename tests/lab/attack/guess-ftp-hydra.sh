# SPDX-License-Identifier: MIT
# label: bruteforce-ftp
# source: lab-hydra
# needs: hydra proftpd vsftpd
# seconds: 60
# Passwords for ftp by hydra.
. $lab/victims.sh

servers() {
	_server=$(choose proftpd vsftpd)
	"victim_$_server" b
	words_up 100
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 1 4 16)
	setting options "-t $_tasks against $_server"
	attack s b tcp 21 -- timeout 50 hydra -I -t "$_tasks" -l "$(choose lab admin ftp)" \
		-P "$work/words" "$(addr b)" ftp
}
