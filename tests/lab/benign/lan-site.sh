# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl wget openssl
# seconds: 180
# A web site in the LAN with visitors from many addresses outside, a crawler and two
# services that ask every few seconds whether it is alive.

servers() {
	local at address
	site_up a 80 && site_up a 443 || return 1
	for at in $(seq 1 60); do
		echo "<a href=/20k?$at>$at</a>" >>"$work/site.a.80/html/index.html"
		address=198.18.$((at % 7)).$((at + 20))
		aliases $(choose w x y) $address
	done
	for host in w x y; do
		addresses_of $host | grep -v : >"$work/visitors.$host"
	done
}

visit() { # HOST
	local from
	while :; do
		from=$(shuf -n 1 "$work/visitors.$1" --random-source=<(yes "$(pick 1 9999)"))
		on "$1" curl -sk --interface "$from" -m 10 -o /dev/null -o /dev/null -o /dev/null \
			"$(choose http https)://$(addr a)/{index.html,20k,$(choose 1k 300k)}"
		pause 100 4000
	done
}

alive() { # HOST SECONDS
	while :; do
		on "$1" curl -sk -m 3 -o /dev/null "https://$(addr a)/1k"
		pause $(($2 * 1000)) $(($2 * 1000 + 30))
	done
}

scenario() {
	aside visit w
	aside visit x
	aside visit y
	aside alive u "$(choose 2 5 10)"
	aside alive v "$(choose 5 10 30)"
	pause 1000 30000
	on z wget -q -r -l 1 -P "$work/crawl" "$(choose --wait=0 --wait=0.5)" "http://$(addr a)/"
	wait
}
