# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: chronyd
# seconds: 120
# Clocks: four servers outside, several clients that ask often at first, then seldom.

servers() {
	clock_up u v w x
}

scenario() {
	local host server
	for host in a b c d; do
		set --
		for server in u v w x; do
			server=$(choose "$(addr $server)" "$(addr6 $server)")
			set -- "$@" "server $server iburst minpoll 2 maxpoll $(pick 3 6)"
		done
		clock_ask $host "$@"
		pause 100 4000
	done
	sleep 100
}
