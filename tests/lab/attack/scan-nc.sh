# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nc
# needs: nc sshd
# seconds: 60
# A loop of connects in a shell, one port after the other.
. $lab/victims.sh

servers() {
	victim_ssh d 22
}

scenario() {
	_first=$(pick 1 400)
	_last=$((_first + $(pick 30 150)))
	_gap=$(choose 0 0.1 0.5)
	_to=$(choose "s d" "a d" "e d")
	set -- $_to
	setting options "$1 to $2, ports $_first-$_last, every $_gap s"
	# shellcheck disable=SC2016
	attack "$1" "$2" tcp 0 -- timeout 50 sh -c \
		'for p in $(seq "$1" "$2"); do nc -n -z -w1 "$3" "$p"; sleep "$4"; done' \
		sh "$_first" "$_last" "$(addr "$2")" "$_gap"
}
