# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: ssh sshd sshpass vsftpd lftp nginx curl
# seconds: 120
# People who know their password but do not always hit the keys.

servers() {
	printf 'lab:%s\n' "$(openssl passwd -apr1 correct-horse)" >"$work/users"
	ssh_up a && ftp_up b && site_up u 80 more <<-CONF
		location /private { auth_basic "lab"; auth_basic_user_file $work/users; }
	CONF
}

log_in() { # CLIENT
	local times
	times=$(pick 1 3)
	while [ "$times" -gt 0 ]; do
		# shellcheck disable=SC2046 # words
		on "$1" sshpass -p "corect$times" ssh $(ssh_options) -o PubkeyAuthentication=no \
			-o NumberOfPasswordPrompts=1 "lab@$(addr a)" true
		pause 1000 6000
		times=$((times - 1))
	done
	# shellcheck disable=SC2046 # words
	on "$1" sshpass -p correct-horse ssh $(ssh_options) -o PubkeyAuthentication=no \
		"lab@$(addr a)" 'sleep 3; ls /'
}

scenario() {
	local word
	log_in "$(choose c d)"
	for word in corect-horse correct-hors correct-horse; do
		on c lftp -u "lab,$word" "ftp://$(addr b)" -e 'set net:max-retries 1; ls; bye'
		pause 2000 8000
	done
	for word in correct correct-house correct-horse; do
		on d curl -s -o /dev/null -u "lab:$word" "http://$(addr u)/private"
		pause 1000 5000
	done
	log_in "$(choose v w)"
}
