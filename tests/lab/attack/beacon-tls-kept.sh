# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-beacon
# needs: python3 openssl
# seconds: 180
# Check-ins on one kept TLS connection.
. $lab/victims.sh

servers() {
	_port=$(choose 443 8443 9443)
	serve s $lab/bin/beacon --serve --port "$_port" --tls "$(certificate)"
	listening s "$_port"
}

scenario() {
	_sleep=$(choose 3 8 15)
	_jitter=$(choose 0 25 50)
	setting options "port $_port, kept, sleep $_sleep s, jitter $_jitter %"
	attack d s tcp "$_port" -- $lab/bin/beacon --port "$_port" --tls yes --kept \
		--sleep "$_sleep" \
		--jitter "$_jitter" --tasks "$(choose 0 10)" --seconds 170 \
		--seed "$LAB_SEED" "$(addr s)"
}
