# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-beacon
# needs: python3 openssl
# seconds: 180
# Check-ins over TLS, a connection each, beside a user who browses.
. $lab/victims.sh

servers() {
	_port=$(choose 443 8443)
	serve t $lab/bin/beacon --serve --port "$_port" --tls "$(certificate)"
	listening t "$_port"
}

scenario() {
	_sleep=$(choose 3 7 15)
	_jitter=$(choose 0 20 50)
	setting options "port $_port, sleep $_sleep s, jitter $_jitter %"
	mix benign/web-curl
	attack a t tcp "$_port" -- $lab/bin/beacon --port "$_port" --tls yes --sleep "$_sleep" \
		--jitter "$_jitter" --tasks "$(choose 0 5 10)" --seconds 170 \
		--seed "$LAB_SEED" "$(addr t)"
}
