# SPDX-License-Identifier: MIT
# label: dos-syn
# source: lab-connects
# needs: nginx
# seconds: 60
# Full connections, at a rate, that say nothing.
. $lab/victims.sh

servers() {
	_port=$(choose 80 22 443)
	if [ "$_port" = 22 ]; then
		victim_ssh c 22
	else
		victim_site c "$_port"
	fi
}

scenario() {
	_rate=$(choose 50 200 800)
	_end=$(choose close reset)
	setting options "port $_port, $_rate a second, $_end"
	attack s c tcp "$_port" -- $lab/bin/connects --rate "$_rate" --seconds 20 --end "$_end" \
		"$(addr c)" "$_port"
}
