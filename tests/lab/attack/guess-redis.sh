# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-hydra
# needs: hydra redis-server
# seconds: 60
# Passwords for redis.
. $lab/victims.sh

servers() {
	victim_redis f
	words_up 200
}

scenario() {
	cd "$work" || return
	_tasks=$(choose 1 4)
	setting options "-t $_tasks"
	attack c f tcp 6379 -- timeout 50 hydra -I -t "$_tasks" -P "$work/words" "$(addr f)" redis
}
