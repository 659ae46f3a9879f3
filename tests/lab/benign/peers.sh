# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3
# seconds: 120
# A program that shares files with peers: asks many addresses over UDP and TCP, of which
# half are gone, and exchanges blocks with those that are there.

servers() {
	local at host
	alive= gone=
	for host in w x; do
		talk_up $host 6881 && talk_up $host 6881 --udp || return 1
	done
	for at in $(seq 1 "$(pick 20 60)"); do
		aliases "$(choose w x)" 198.51.100.$((at + 100))
		alive=$alive,198.51.100.$((at + 100))
		gone=$gone,198.19.$(pick 0 255).$(pick 1 254)
	done
}

scenario() {
	local all=${alive#,}$gone
	aside talk a "$all" 6881 --udp --every 50-900 --send 100-140 --get 200-400 --timeout 0.3
	aside talk a "$all" 6881 --every 200-3000 --send 68 --get 68 --timeout 3
	aside talk a "${alive#,}" 6881 --every 500-4000 --send 20-16000 --get 16000-400000 \
		--callers 3
	wait
}
