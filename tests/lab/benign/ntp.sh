# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: chronyd
# seconds: 120
# Clocks: four servers outside, several clients that ask often at first, then seldom.

servers() {
	local host folder
	for host in u v w x; do
		folder=$(own_folder "ntp.$host")
		printf 'local stratum 2\nallow all\ncmdport 0\npidfile %s/pid\n' "$folder" >"$folder/conf"
		serve $host chronyd -n -x -u root -f "$folder/conf"
		listening $host 123 udp || return 1
	done
}

scenario() {
	local host folder
	for host in a b c d; do
		folder=$(own_folder "ntp.$host")
		{
			for server in u v w x; do
				echo "server $(choose "$(addr $server)" "$(addr6 $server)") iburst minpoll 2 maxpoll $(pick 3 6)"
			done
			printf 'cmdport 0\npidfile %s/pid\n' "$folder"
		} >"$folder/conf"
		serve $host chronyd -n -x -u root -f "$folder/conf"
		pause 100 4000
	done
	sleep 100
}
