# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: redis-server redis-cli redis-benchmark
# seconds: 120
# A database in the LAN and programs that connect anew for each question.

servers() {
	serve f redis-server --port 6379 --bind '*' --protected-mode no --save '' --dir "$work"
	listening f 6379
}

ask() { # CLIENT LOW HIGH
	while :; do
		on "$1" redis-cli -h "$(addr f)" "$(choose get incr)" "key$(pick 1 9)" >/dev/null
		pause "$2" "$3"
	done
}

scenario() {
	aside ask a 20 "$(choose 40 200)"
	aside ask b 200 "$(choose 400 2000)"
	pause 20000 50000
	on c redis-benchmark -q -h "$(addr f)" -c "$(choose 5 20 50)" -n 5000 -t set,get >/dev/null
	wait
}
