# SPDX-License-Identifier: MIT
# label: hostscan
# source: lab-nmap
# needs: nmap onesixtyone
# seconds: 60
# A UDP service of a network: SNMP with guessed communities, or names.
. $lab/victims.sh

servers() {
	victim_prefix e 10.66.15 "$(pick 4 20)" b
}

scenario() {
	_from=$(choose b w)
	_tool=$(choose nmap onesixtyone)
	setting options "$_from: $_tool"
	if [ "$_tool" = nmap ]; then
		attack "$_from" 10.66.15.0/24 udp 0 -- timeout 50 nmap -n -Pn -sU -T4 \
			"-p$(choose 161 53 1900 123)" 10.66.15.0/25
	else
		printf '%s\n' public private >"$work/communities"
		seq -f '10.66.15.%g' 1 250 >"$work/targets"
		attack "$_from" 10.66.15.0/24 udp 161 -- timeout 50 onesixtyone \
			-c "$work/communities" -i "$work/targets" -w "$(choose 10 50)"
	fi
}
