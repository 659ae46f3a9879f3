# SPDX-License-Identifier: MIT
# label: miner
# source: lab-miner
# needs: python3 openssl
# seconds: 180
# The same over TLS, two miners of one house.
. $lab/victims.sh

servers() {
	_port=$(choose 443 14433 9999)
	serve s $lab/bin/miner --serve --port "$_port" --tls "$(certificate)" \
		--job-every "$(choose 20 30)"
	listening s "$_port"
}

scenario() {
	_shares=$(choose 5 15 30)
	setting options "port $_port, a share every $_shares s or so"
	intent_begin a s tcp "$_port"
	intent_begin d s tcp "$_port"
	bg a $lab/bin/miner --port "$_port" --tls yes --share-every "$_shares" \
		--seconds 165 "$(addr s)"
	on d $lab/bin/miner --port "$_port" --tls yes --share-every "$_shares" \
		--seconds 170 "$(addr s)"
}
