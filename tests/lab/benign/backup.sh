# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: rsync ssh sshd
# seconds: 90
# rsync over ssh: the first run to a server outside, the later ones and one within the LAN.

servers() {
	local at
	ssh_up u && ssh_up f || return 1
	mkdir -p "$work/data"
	for at in $(seq 1 "$(pick 40 120)"); do
		blob "$work/data/$at" "$(pick 2000 400000)"
	done
}

copy() { # FROM TO
	on "$1" rsync -a -e "ssh $(ssh_options)" "$work/data/" "root@$(addr "$2"):$work/copy.$2/"
}

scenario() {
	local client
	client=$(choose a b)
	copy "$client" u
	for _ in 1 2 3; do
		pause 2000 6000
		blob "$work/data/new" "$(pick 100000 3000000)"
		copy "$client" u
	done
	copy "$(choose c d)" f
}
