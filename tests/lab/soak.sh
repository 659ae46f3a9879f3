# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# seconds: 1800
# snaplen: 512
# What tests/lab/soak plays: benign scenarios, four at a time, one after the other for ever.
# Left out are those that change the network of all others.

scenario() {
	local names part
	names=$(cd $lab/benign && echo *.sh)
	for part in ipv6-only slow-line speedtest household office no-uplink; do
		names=${names/$part.sh/}
	done
	while :; do
		# shellcheck disable=SC2086 # words
		for part in $(shuffled $names); do
			while [ "$(jobs -rp | wc -l)" -ge 4 ]; do wait -n; done
			mix "benign/${part%.sh}"
		done
	done
}
