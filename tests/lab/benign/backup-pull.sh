# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: rsync ssh sshd
# seconds: 120
# A backup host fetches from all hosts of the LAN by ssh, one after the other.

servers() {
	local host at
	mkdir -p "$work/data"
	for at in $(seq 1 "$(pick 20 60)"); do
		blob "$work/data/$at" "$(pick 2000 300000)"
	done
	for host in a b c d e; do
		ssh_up $host || return 1
	done
}

scenario() {
	local host
	for _ in 1 2 3; do
		for host in a b c d e; do
			on f rsync -a -e "ssh $(ssh_options)" "root@$(addr $host):$work/data/" \
				"$work/copy.$host"
		done
		blob "$work/data/new" "$(pick 100000 2000000)"
		pause 3000 15000
	done
}
