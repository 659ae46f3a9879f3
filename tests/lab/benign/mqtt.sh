# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: mosquitto mosquitto_pub mosquitto_sub
# seconds: 240
# Things of a house at a broker outside: long connections with pings, and sensors that
# connect, say one number and go, for ever.

servers() {
	printf 'listener 1883\nallow_anonymous true\nuser root\n' >"$work/mosquitto.conf"
	serve u mosquitto -c "$work/mosquitto.conf"
	listening u 1883
}

sensor() { # CLIENT SECONDS
	while :; do
		on "$1" mosquitto_pub -h "$(addr u)" -t "house/$1" -m "$(pick 15 30).$(pick 0 9)"
		pause $(($2 * 1000 - 50)) $(($2 * 1000 + 50))
	done
}

scenario() {
	bg a mosquitto_sub -h "$(addr u)" -t 'house/#' -k "$(pick 5 15)"
	bg b mosquitto_sub -h "$(addr6 u)" -t 'house/b' -k "$(pick 10 30)"
	aside sensor c "$(choose 2 5 10)"
	aside sensor d "$(choose 5 15 30)"
	wait
}
