# SPDX-License-Identifier: MIT
# label: miner
# source: lab-miner
# needs: python3
# seconds: 180
# A miner: one long connection of short lines.
. $lab/victims.sh

servers() {
	_port=$(choose 3333 14444 5555 80)
	serve t $lab/bin/miner --serve --port "$_port" --job-every "$(choose 15 25 40)"
	listening t "$_port"
}

scenario() {
	_shares=$(choose 4 10 20)
	mix benign/chat
	setting options "port $_port, a share every $_shares s or so"
	attack b t tcp "$_port" -- $lab/bin/miner --port "$_port" --share-every "$_shares" \
		--seconds 170 \
		"$(addr t)"
}
