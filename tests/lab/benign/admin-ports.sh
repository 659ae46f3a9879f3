# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nc nginx
# seconds: 80
# An administrator looks whether a handful of ports of three hosts answer; once, and again
# after a change.

servers() {
	site_up a 80 && site_up b 443 && ssh_up c
}

look() {
	local host port
	for host in a b c; do
		for port in 22 80 443 3389 8080; do
			on e nc -z -w 2 "$(addr $host)" $port
			pause 50 1500
		done
	done
}

scenario() {
	look
	pause 5000 20000
	look
	on e ping -c 4 -i 0.3 "$(addr a)" >/dev/null
	on e ping -c 4 -i 0.3 "$(addr u)" >/dev/null
}
