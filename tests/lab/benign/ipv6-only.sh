# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl dig dnsmasq openssl ping
# seconds: 100
# A client without IPv4: names, pages, files, echo.

servers() {
	pages_up || return 1
	site_up y 80
	for at in 1 2 3 4 5 6; do
		aliases y 2001:db8::7:$at
		name "six$at.example" 2001:db8::7:$at
	done
	ip -n a -4 addr flush dev eth0
	printf 'nameserver %s\n' "$(addr6 gw)" >/etc/resolv.conf
}

scenario() {
	for _ in $(seq 1 "$(pick 15 40)"); do
		on a curl -s -6 -m 10 -o /dev/null -o /dev/null -o /dev/null \
			"http://six$(pick 1 6).example/{1k,20k,$(choose 1k 300k 2m)}"
		[ "$(pick 1 4)" != 4 ] || on a ping -6 -c 3 -i 0.3 "$(addr6 u)" >/dev/null
		pause 100 3000
	done
}
