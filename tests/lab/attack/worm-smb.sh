# SPDX-License-Identifier: MIT
# label: worm
# source: lab-worm
# needs: python3 smbd
# seconds: 90
# A host inside tries port 445 of everybody, and unloads itself where it is let in.
. $lab/victims.sh

servers() {
	victim_smb d
	victim_prefix f 10.66.21 "$(pick 3 20)" a
}

scenario() {
	_rate=$(choose 2 8 30)
	setting options "$_rate a second, neighbours and addresses at random outside"
	intent_begin a '*' tcp 445
	on a timeout 80 $lab/bin/worm --port 445 --rate "$_rate" --seconds 50 \
		--seed "$(pick 1 9999)" \
		--upload "$(choose 30000 200000)" 192.168.77.11-16 10.66.21.1-120 198.19.0.0/16
	intent_end
}
