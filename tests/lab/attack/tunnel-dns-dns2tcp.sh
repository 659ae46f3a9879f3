# SPDX-License-Identifier: MIT
# label: dns-tunnel
# source: lab-dns2tcp
# needs: dns2tcpc dns2tcpd socat nc
# seconds: 90
# TCP over DNS by dns2tcp.
. $lab/victims.sh

servers() {
	_folder=$(own_folder dns2tcp)
	cat >"$_folder/conf" <<-CONF
		listen = 0.0.0.0
		port = 53
		user = root
		chroot = $_folder
		domain = d.example.com
		resources = shell:127.0.0.1:7000
	CONF
	serve t dns2tcpd -F -f "$_folder/conf"
	serve t socat TCP-LISTEN:7000,fork,reuseaddr SYSTEM:'cat >/dev/null & cat /etc/services'
	listening t 53 udp
}

scenario() {
	_type=$(choose TXT KEY)
	_size=$(choose 500 4000)
	setting options "-T $_type, $_size bytes up each time"
	intent_begin d t udp 53
	bg d dns2tcpc -z d.example.com -T "$_type" -r shell -l 7001 "$(addr t)"
	sleep 2
	# shellcheck disable=SC2016
	on d timeout 60 sh -c 'for i in 1 2 3 4 5 6 7 8; do
		(head -c "$1" /dev/urandom; sleep 5) | nc -n -q 1 \
			-w 6 127.0.0.1 7001 >/dev/null; done' \
		sh "$_size"
	intent_end
}
