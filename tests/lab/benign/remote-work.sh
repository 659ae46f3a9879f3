# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: ssh sshd sftp rsync
# seconds: 120
# From outside: a shell, files and a nightly copy, all to one host of the LAN.

servers() {
	ssh_up e || return 1
	blob "$work/file" "$(pick 1000000 9000000)"
}

shell() {
	# shellcheck disable=SC2046 # words
	for _ in $(seq 1 40); do echo 'ls -l /usr/bin | tail -50'; pause 100 4000; done |
		on y ssh -tt $(ssh_options) "root@$(addr e)" >/dev/null 2>&1
}

scenario() {
	aside shell
	pause 1000 4000
	# shellcheck disable=SC2046 # words
	printf 'put %s /root/file\nget /root/file %s.back\nls\n' "$work/file" "$work/file" |
		on x sftp -q -b - $(ssh_options) "root@$(addr e)" >/dev/null
	pause 1000 9000
	on w rsync -a -e "ssh $(ssh_options)" "root@$(addr e):/usr/include/linux" "$work/copy"
	wait
}
