# SPDX-License-Identifier: MIT
# label: ddos-reflection
# source: lab-reflect
# needs: python3
# seconds: 60
# Large answers that nobody asked for, from many hosts, as a victim sees them.
. $lab/victims.sh

scenario() {
	_kind=$(choose dns ntp ssdp memcached cldap)
	_count=$(choose 30 100 240)
	_rate=$(choose 200 800 2500)
	_victim=$(choose a c e)
	setting options "$_kind, $_count reflectors, $_rate a second to $_victim"
	intent_begin "*" "$_victim" udp 0
	on t $lab/bin/reflect --kind "$_kind" --rate "$_rate" --sources "198.51.100.1-$_count" \
		--seconds "$(pick 10 20)" "$(addr "$_victim")"
	intent_end
}
