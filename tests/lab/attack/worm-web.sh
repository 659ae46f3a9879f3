# SPDX-License-Identifier: MIT
# label: worm
# source: lab-worm
# needs: python3 nginx
# seconds: 90
# A device inside tries web ports of addresses at random and posts what it has.
. $lab/victims.sh

servers() {
	site_up s 80
	aliases s $(seq -f '198.51.100.%g' 1 15)
}

scenario() {
	_port=$(choose 80 80,8080 5555 37215,52869)
	_rate=$(choose 2 15 60)
	setting options "ports $_port, $_rate a second"
	mix benign/web-curl
	intent_begin e '*' tcp 0
	on e timeout 80 $lab/bin/worm --port "$_port" --rate "$_rate" --seconds 40 \
		--seed "$(pick 1 9999)" \
		--upload 800 198.51.100.1-40 198.19.0.0/16
	intent_end
}
