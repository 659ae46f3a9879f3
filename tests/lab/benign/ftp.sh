# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: vsftpd lftp
# seconds: 90
# A folder of many small files by ftp, each over a connection of its own.

servers() {
	local at
	ftp_up u || return 1
	mkdir -p /home/lab/pub "$work/up"
	for at in $(seq 1 "$(pick 30 100)"); do
		blob /home/lab/pub/$at "$(pick 500 60000)"
		blob "$work/up/$at" "$(pick 500 60000)"
	done
	chown -R lab /home/lab
}

scenario() {
	local client
	client=$(choose a b c)
	on "$client" lftp -u lab,correct-horse "ftp://$(addr u)" \
		-e "set net:timeout 5; mirror -P $(pick 1 4) pub $work/down; bye"
	pause 1000 9000
	on "$client" lftp -u lab,correct-horse "ftp://$(choose "$(addr u)" "[$(addr6 u)]")" \
		-e "set net:timeout 5; mirror -R -P $(pick 1 3) $work/up up; bye"
}
