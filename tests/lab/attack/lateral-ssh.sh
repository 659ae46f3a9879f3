# SPDX-License-Identifier: MIT
# label: lateral-smb
# source: lab-ssh
# needs: sshd ssh scp
# seconds: 120
# One host goes from neighbour to neighbour by ssh and leaves a file.
. $lab/victims.sh

servers() {
	for _h in b c e f; do
		ssh_up $_h
	done
}

scenario() {
	_gap=$(choose 2000 8000)
	setting options "about every $_gap ms"
	blob "$work/tool" "$(pick 100000 600000)"
	intent_begin d 192.168.77.0/24 tcp 22
	for _h in $(shuffled b c e f); do
		on d timeout 10 ssh $(ssh_options) "$(addr $_h)" 'id; uname -a; ls /home'
		pause 500 "$_gap"
		on d timeout 10 scp $(ssh_options) "$work/tool" "$(addr $_h):/tmp/"
		on d timeout 10 ssh $(ssh_options) "$(addr $_h)" \
			'ls -la /etc; cat /etc/services | head -50'
		pause 500 "$_gap"
	done
	intent_end
}
