# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: ssh sshd
# seconds: 200
# Automation over ssh: dozens of short, successful sessions to several hosts one after the
# other, several at once; like password guessing by number and sameness.

servers() {
	ssh_up a && ssh_up b && ssh_up c && ssh_up u
}

job() { # HOST
	# shellcheck disable=SC2046 # words
	on e ssh $(ssh_options) "root@$(addr "$1")" \
		"$(choose 'uname -a' 'uptime' 'ls -l /etc' 'cat /proc/meminfo')" >/dev/null
}

playbook() { # HOST
	for _ in $(seq 1 "$(pick 15 40)"); do
		job "$1"
		pause 50 1500
	done
}

scenario() {
	aside playbook a
	aside playbook b
	[ "$(choose yes no)" = no ] || aside playbook c
	wait
	pause 1000 20000
	aside playbook u
	wait
}
