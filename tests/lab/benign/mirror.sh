# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl wget
# seconds: 100
# A package mirror and its clients: hundreds of small fetches one after the other, some
# over one connection, some each over its own.

servers() {
	local folder at
	site_up u 80 || return 1
	folder=$work/site.u.80/html/pool
	mkdir -p "$folder"
	for at in $(seq 1 200); do
		head -c "$(pick 500 60000)" /dev/zero >"$folder/package$at.deb"
	done
}

upgrade() { # CLIENT
	local urls=$work/urls.$1
	seq 1 200 | sed "s|.*|http://$(addr u)/pool/package&.deb|" | shuf -n "$(pick 80 200)" \
		--random-source=<(yes "$1") >"$urls"
	if [ "$(choose one each)" = one ]; then
		on "$1" wget -q -O /dev/null -i "$urls"
	else
		on "$1" wget -q -O /dev/null --no-http-keep-alive --wait 0.1 --random-wait \
			-i "$urls"
	fi
}

each_its_own() { # CLIENT
	local at
	for at in $(seq 1 "$(pick 50 150)"); do
		on "$1" curl -s -o /dev/null "http://$(addr u)/pool/package$at.deb"
	done
}

scenario() {
	aside upgrade a
	aside upgrade b
	pause 1000 5000
	aside each_its_own c
	wait
}
