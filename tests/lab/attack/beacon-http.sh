# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-beacon
# needs: python3 nginx
# seconds: 180
# Check-ins over HTTP, a connection each, some with a small task and its result.
. $lab/victims.sh

servers() {
	_port=$(choose 80 8080)
	serve t $lab/bin/beacon --serve --port "$_port"
	listening t "$_port"
}

scenario() {
	_sleep=$(choose 2 5 10)
	_jitter=$(choose 0 20 50)
	setting options "port $_port, sleep $_sleep s, jitter $_jitter %"
	attack b t tcp "$_port" -- $lab/bin/beacon --port "$_port" --sleep "$_sleep" \
		--jitter "$_jitter" \
		--tasks "$(choose 0 5 15)" --seconds 170 --seed "$LAB_SEED" "$(addr t)"
}
