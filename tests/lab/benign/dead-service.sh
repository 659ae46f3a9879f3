# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3 nc dig
# seconds: 220
# Devices whose cloud is gone, whose port is closed and whose resolver is silent try again
# and again, for ever.

again() { # HOST ADDRESS PORT LOW HIGH
	while :; do
		on "$1" nc -z -w "$(choose 2 4)" "$2" "$3"
		pause "$4" "$5"
	done
}

scenario() {
	local every
	every=$(choose 2000 5000 10000 30000)
	setting every_ms "$every"
	aside again a 198.19.7.7 8883 "$every" $((every + 30))
	aside again b 198.19.7.8 443 500 4000
	aside again c "$(addr d)" 9100 1000 "$(choose 1030 5000)"
	aside again d 2001:db8:ffff::7 443 "$every" $((every * 2))
	aside talk e "198.19.7.9,198.19.7.10" 123 --udp --every 3000-9000 --send 48 --get 48 \
		--timeout 1
	aside again f 192.168.77.99 445 4000 9000
	wait
}
