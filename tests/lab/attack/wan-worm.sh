# SPDX-License-Identifier: MIT
# label: worm
# source: lab-worm
# needs: python3
# seconds: 90
# vantage: wan
# A worm inside as the outer side of the gateway sees it.
. $lab/victims.sh

servers() {
	aliases s $(seq -f '198.51.100.%g' 10 25)
	site_up s 8080
}

scenario() {
	_port=$(choose 23 445 8080,8081)
	_rate=$(choose 2 10 40)
	setting options "port $_port, $_rate a second"
	intent_begin b '*' tcp 0
	on b timeout 70 $lab/bin/worm --port "$_port" --rate "$_rate" --seconds 40 \
		--seed "$(pick 1 9999)" \
		--upload 3000 198.51.100.1-120 198.18.0.0/16
	intent_end
}
