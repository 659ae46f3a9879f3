# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-hping3
# needs: hping3 sshd
# seconds: 60
# Ports one after the other by hping3, or its own scan.
. $lab/victims.sh

servers() {
	victim_ssh c 22
}

scenario() {
	_kind=$(choose increment scan udp)
	_gap=$(choose u5000 u20000 u100000)
	setting kind "$_kind"
	setting interval "$_gap"
	case $_kind in
	increment)
		attack t c tcp 0 -- timeout 40 hping3 -q -S -p ++"$(pick 1 500)" -i "$_gap" \
			-c 300 "$(addr c)"
		;;
	scan)
		attack t c tcp 0 -- timeout 40 hping3 --scan "1-$(pick 100 800)" -S "$(addr c)"
		;;
	udp)
		attack t c udp 0 -- timeout 40 hping3 -q --udp -p ++"$(pick 1 500)" -i "$_gap" \
			-c 300 "$(addr c)"
		;;
	esac
}
