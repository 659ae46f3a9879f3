# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl openssl
# seconds: 90
# Everybody looks at the site in the LAN at once: hundreds of visits in seconds from many
# addresses, then calm.

servers() {
	local at
	site_up a 80 && site_up a 443 || return 1
	for at in $(seq 1 120); do
		aliases "$(choose w x y)" 198.18.9.$at
	done
	for host in w x y; do
		addresses_of $host | grep -v : >"$work/visitors.$host"
	done
}

visit() { # HOST ADDRESS
	pause 0 15000
	on "$1" curl -sk --interface "$2" -m 20 -o /dev/null -o /dev/null -o /dev/null \
		-o /dev/null \
		"$(choose http https)://$(addr a)/{index.html,20k,1k,$(choose 1k 300k)}"
	pause 1000 20000
	on "$1" curl -sk --interface "$2" -m 20 -o /dev/null "http://$(addr a)/$(choose 1k 20k)"
}

scenario() {
	local host from
	for host in w x y; do
		while read -r from; do
			aside visit $host "$from"
		done <"$work/visitors.$host"
	done
	wait
}
