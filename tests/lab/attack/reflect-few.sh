# SPDX-License-Identifier: MIT
# label: ddos-reflection
# source: lab-reflect
# needs: python3
# seconds: 60
# A dozen powerful reflectors that answer to one port.
. $lab/victims.sh

scenario() {
	_kind=$(choose dns cldap ntp)
	_count=$(choose 6 15 25)
	_rate=$(choose 200 800)
	setting options "$_kind, $_count reflectors, $_rate a second"
	intent_begin "*" f udp 0
	on u $lab/bin/reflect --kind "$_kind" --rate "$_rate" --one-port \
		--sources "198.51.100.1-$_count" \
		--seconds "$(pick 8 14)" "$(addr f)"
	intent_end
}
