# SPDX-License-Identifier: MIT
# label: lateral-smb
# source: lab-smbclient
# needs: smbclient rpcclient smbd
# seconds: 120
# One host comes to the shares of others it never used, with a password that works.
. $lab/victims.sh

servers() {
	victim_smb b
	victim_smb c
	victim_smb d
}

scenario() {
	_gap=$(choose 1000 3000 6000)
	setting options "about every $_gap ms"
	intent_begin a 192.168.77.0/24 tcp 0
	for _h in $(shuffled b c d e f); do
		on a timeout 10 smbclient -s /dev/null -U "lab%$victim_password" -L "$(addr $_h)"
		pause 500 "$_gap"
		on a timeout 10 rpcclient -s /dev/null -U "lab%$victim_password" -c \
			'enumdomusers; netshareenumall; lsaquery' "$(addr $_h)"
		pause 500 "$_gap"
		blob "$work/tool.exe" "$(pick 40000 400000)"
		on a timeout 10 smbclient -s /dev/null -U "lab%$victim_password" \
			-c "put $work/tool.exe tool$_h.exe; ls" "//$(addr $_h)/share"
		pause 500 "$_gap"
	done
	intent_end
}
