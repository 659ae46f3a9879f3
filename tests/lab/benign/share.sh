# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: smbd smbclient
# seconds: 120
# A file server in the LAN and its users, who mount, list, read and write.

servers() {
	share_up f
}

user() { # CLIENT
	local share
	share=//$(addr f)/files
	for _ in $(seq 1 "$(pick 4 12)"); do
		on "$1" smbclient -N -s /dev/null "$share" >/dev/null 2>&1 \
			-c "$(choose ls "get report$(pick 1 6) /dev/null" "ls; ls; get report1 /dev/null" \
				"put $work/share.f/files/report$(pick 1 6) copy.$1")"
		pause 200 9000
	done
}

scenario() {
	local client
	for client in $(some 1 4 a b c d); do
		aside user "$client"
	done
	wait
}
