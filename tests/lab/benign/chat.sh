# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3 openssl
# seconds: 220
# Long connections with now a line, now silence: chats, push services, a remote shell.

servers() {
	talk_up u 443 --tls && talk_up v 5228 --tls && ssh_up w
}

scenario() {
	local client worker
	worker=$(choose a b)
	for client in a b c d; do
		aside talk $client "$(addr u)" 443 --tls --keep --every 300-20000 --send 60-900 \
			--get 40-2000 --later 0-3000 --timeout 30
		aside talk $client "$(addr v)" 5228 --tls --keep --every 25000-29000 --send 30 \
			--get 30
	done
	# shellcheck disable=SC2046 # words
	(for_ever eval 'echo date; pause 400 6000') |
		on $worker ssh -tt $(ssh_options) "root@$(addr w)" >/dev/null 2>&1
	wait
}
