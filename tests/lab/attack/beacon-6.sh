# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-beacon
# needs: python3 openssl
# seconds: 180
# Check-ins over IPv6 and TLS.
. $lab/victims.sh

servers() {
	serve t $lab/bin/beacon --serve --port 443 --tls "$(certificate)"
	listening t 443
}

scenario() {
	_sleep=$(choose 4 10)
	_jitter=$(choose 0 30)
	setting options "sleep $_sleep s, jitter $_jitter %"
	attack e t tcp 443 -- $lab/bin/beacon --port 443 --tls yes --sleep "$_sleep" \
		--jitter "$_jitter" --tasks 5 --seconds 170 --seed "$LAB_SEED" "$(addr6 t)"
}
