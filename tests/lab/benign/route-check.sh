# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: traceroute mtr ping
# seconds: 90
# An administrator asks where the line is slow: routes and echoes, also to what is gone.

scenario() {
	on e traceroute -n -w 1 "$(addr u)" >/dev/null
	on e ping -c 10 -i 0.2 "$(addr v)" >/dev/null
	on e mtr -n -r -c "$(pick 5 15)" "$(addr w)" >/dev/null
	on e traceroute -n -w 1 -m 12 198.19.1.1 >/dev/null
	on e traceroute -n -T -p 443 -w 1 "$(addr x)" >/dev/null
	on e ping -6 -c 10 -i 0.2 -s 1200 "$(addr6 u)" >/dev/null
	on e ping -c 5 198.19.1.1 >/dev/null
}
