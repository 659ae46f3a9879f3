# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-beacon
# needs: python3 openssl
# seconds: 200
# Check-ins with two or three servers in turn.
. $lab/victims.sh

servers() {
	_port=$(choose 443 8443 8080)
	_tls=
	[ "$_port" = 8080 ] || _tls="--tls $(certificate)"
	for _h in s t; do
		serve $_h $lab/bin/beacon --serve --port "$_port" $_tls
		listening $_h "$_port"
	done
	aliases t 198.51.100.77
}

scenario() {
	_sleep=$(choose 2 4)
	_count=$(choose 2 3)
	setting options "$_count servers, port $_port, one each $_sleep s"
	mix benign/web-curl
	intent_begin f '*' tcp "$_port"
	_end=$(($(date +%s) + 180))
	while [ "$(date +%s)" -lt "$_end" ]; do
		for _to in $(echo "$(addr s) $(addr t) 198.51.100.77" | cut -d' ' -f1-"$_count"); do
			on f $lab/bin/beacon --port "$_port" $_tls --seconds 0.1 --sleep 0.1 \
				--seed "$(pick 1 9999)" "$_to"
			sleep "$_sleep"
		done
	done
}
