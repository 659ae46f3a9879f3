# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: dnsmasq dig
# seconds: 100
# Long but honest names: directory services, content networks, reputation lists, names of
# addresses, search domains that double every miss.

servers() {
	dns_up || return 1
	name "_ldap._tcp.default-first-site-name._sites.dc._msdcs.ad.corp.example" "$(addr f)"
	for at in $(seq 1 40); do
		name "r$at---sn-4g5e6nz$at-a5me.video.cdn-content-delivery.example" 198.51.100.$at
		name "d1a2b3c4e5f6g7$at.cloudfront-edge-${at}7919.global.example" 198.51.100.$at
	done
}

hex() { # CHARACTERS
	awk -v n="$1" -v seed="$(new_seed)" 'BEGIN { srand(seed); while (n--) printf "%x", rand() * 16 }'
}

one_name() {
	case $(pick 1 9) in
	1) echo "_ldap._tcp.default-first-site-name._sites.dc._msdcs.ad.corp.example SRV" ;;
	2) echo "_kerberos._tcp.$(hex 8)-$(hex 4)-$(hex 4)-$(hex 12).domains._msdcs.ad.corp.example SRV" ;;
	3 | 4) echo "r$(pick 1 40)---sn-4g5e6nz$(pick 1 40)-a5me.video.cdn-content-delivery.example A" ;;
	5) echo "d1a2b3c4e5f6g7$(pick 1 40).cloudfront-edge-$(pick 1 40)7919.global.example AAAA" ;;
	6) echo "$(hex 32).$(hex 8).avqs.reputation.example A" ;;
	7) echo "$(pick 1 223).$(pick 0 255).$(pick 0 255).$(pick 1 254).in-addr.arpa PTR" ;;
	8) echo "printer$(pick 1 20).corp.example A" ;;
	9) echo "wpad.corp.example.corp.example A" ;;
	esac
}

ask() { # CLIENT
	for _ in $(seq 1 "$(pick 60 160)"); do
		# shellcheck disable=SC2046 # words
		on "$1" dig +short +tries=1 +time=2 @"$(addr gw)" $(one_name) >/dev/null
		[ "$(pick 1 5)" != 1 ] || pause 200 4000
	done
}

scenario() {
	local client
	for client in $(some 1 3 a b c d); do
		aside ask "$client"
	done
	wait
}
