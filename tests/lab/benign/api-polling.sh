# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl openssl
# seconds: 200
# Programs that ask the same question of the same service for ever, each time over a new
# connection, and are answered the same.

servers() {
	site_up u 443 && site_up v 80 more <<-CONF
		location /form { return 200 "ok"; }
	CONF
}

poll() { # CLIENT URL LOW HIGH
	while :; do
		on "$1" curl -sk -m 5 -o /dev/null -H "Authorization: Bearer 0123456789" "$2"
		pause "$3" "$4"
	done
}

post() { # CLIENT URL
	while :; do
		on "$1" curl -sk -m 5 -o /dev/null -d "state=$(pick 1 100)&load=$(pick 1 100)" "$2"
		pause 900 1100
	done
}

scenario() {
	local every
	every=$(choose 200 500 1000 2000)
	setting every_ms "$every"
	aside poll a "https://$(addr u)/1k" "$every" $((every + 20))
	aside poll b "http://$(addr v)/1k" $((every / 2)) $((every * 2))
	aside post c "http://$(addr v)/form"
	wait
}
