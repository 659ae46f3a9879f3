# SPDX-License-Identifier: MIT
# label: worm
# source: lab-worm
# needs: python3
# seconds: 90
# A host inside sends mail by itself to many servers, most of which refuse it.
. $lab/victims.sh

servers() {
	aliases s $(seq -f '198.51.100.%g' 30 70)
	serve s socat TCP-LISTEN:25,fork,reuseaddr \
		SYSTEM:'echo 220 mail; sleep 1; echo 250 ok; cat >/dev/null'
	listening s 25
}

scenario() {
	_rate=$(choose 2 6)
	setting options "$_rate a second"
	intent_begin e '*' tcp 25
	on e timeout 80 $lab/bin/worm --port 25 --rate "$_rate" --seconds 50 \
		--seed "$(pick 1 9999)" \
		--upload 4000 198.51.100.1-120 198.19.9.0/24
	intent_end
}
