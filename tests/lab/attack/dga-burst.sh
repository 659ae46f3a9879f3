# SPDX-License-Identifier: MIT
# label: c2-dga
# source: lab-names
# needs: python3 dnsmasq
# seconds: 120
# Bursts of generated names with pauses between.
. $lab/victims.sh

servers() {
	victim_names e
}

scenario() {
	_burst=$(choose 20 50 150)
	_kind=$(choose letters hex date)
	_socket=$(choose --one-socket "")
	setting options "$_kind, bursts of $_burst $_socket"
	intent_begin a e udp 53
	for _i in 1 2 3 4; do
		on a $lab/bin/names --dga "$_kind" --rate 20 \
			--seconds $((_burst / 20 + 1)) $_socket \
			--seed "$(pick 1 10000)" "$(addr e)"
		pause 8000 25000
	done
	intent_end
}
