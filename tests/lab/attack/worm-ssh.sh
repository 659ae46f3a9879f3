# SPDX-License-Identifier: MIT
# label: worm
# source: lab-worm
# needs: python3 sshd
# seconds: 120
# A host inside tries ssh of its neighbours and a few networks, slowly.
. $lab/victims.sh

servers() {
	victim_ssh b 22
	victim_ssh e 22
	victim_prefix e 10.66.23 "$(pick 3 20)" d
}

scenario() {
	_rate=$(choose 0.5 1 3)
	setting options "$_rate a second"
	intent_begin d '*' tcp 22
	on d timeout 110 $lab/bin/worm --port 22 --rate "$_rate" --seconds 90 \
		--seed "$(pick 1 9999)" \
		--upload 20000 192.168.77.11-16 10.66.23.1-60 198.19.7.0/24
	intent_end
}
