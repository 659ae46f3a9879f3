# SPDX-License-Identifier: MIT
# label: worm
# source: lab-worm
# needs: python3 busybox
# seconds: 90
# A device inside tries telnet everywhere outside.
. $lab/victims.sh

servers() {
	victim_telnet t
	aliases t $(seq -f '198.51.100.%g' 10 25)
}

scenario() {
	_port=$(choose 23 23,2323 23,80,8080)
	_rate=$(choose 3 20 80)
	setting options "ports $_port, $_rate a second"
	intent_begin c '*' tcp 0
	on c timeout 80 $lab/bin/worm --port "$_port" --rate "$_rate" --seconds 40 \
		--seed "$(pick 1 9999)" \
		--upload 3000 198.51.100.1-40 198.19.0.0/16 198.18.0.0/16
	intent_end
}
