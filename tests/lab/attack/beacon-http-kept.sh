# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-beacon
# needs: python3
# seconds: 180
# Check-ins on one kept connection in the clear.
. $lab/victims.sh

servers() {
	_port=$(choose 80 8080 4444)
	serve s $lab/bin/beacon --serve --port "$_port"
	listening s "$_port"
}

scenario() {
	_sleep=$(choose 2 6 12)
	_jitter=$(choose 0 30)
	setting options "port $_port, kept, sleep $_sleep s, jitter $_jitter %"
	attack c s tcp "$_port" -- $lab/bin/beacon --port "$_port" --kept --sleep "$_sleep" \
		--jitter "$_jitter" --tasks "$(choose 0 10)" --seconds 170 \
		--seed "$LAB_SEED" "$(addr s)"
}
