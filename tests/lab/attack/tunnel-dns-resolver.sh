# SPDX-License-Identifier: MIT
# label: dns-tunnel
# source: lab-iodine
# needs: iodine iodined unbound sshd ssh
# seconds: 120
# The same by the site's resolver, with ssh inside.
. $lab/victims.sh

servers() {
	_folder=$(own_folder resolver)
	cat >"$_folder/conf" <<-CONF
		server:
			interface: 0.0.0.0
			access-control: 0.0.0.0/0 allow
			do-not-query-localhost: no
			module-config: "iterator"
			chroot: ""
			username: ""
			pidfile: "$_folder/pid"
			use-syslog: no
		forward-zone:
			name: "t.example.com"
			forward-addr: $(addr t)
	CONF
	serve f unbound -d -c "$_folder/conf"
	serve t iodined -f -c -P lab 10.9.9.1/24 t.example.com
	ssh_up t 2222
	listening f 53 udp
}

scenario() {
	_type=$(choose NULL TXT MX)
	setting options "-T $_type by a resolver"
	intent_begin f t udp 53
	intent_begin a f udp 53
	bg a iodine -f -r -P lab -T "$_type" "$(addr f)" t.example.com
	wait_for 30 on a ping -c1 -W1 10.9.9.1
	on a timeout 60 ssh $(ssh_options) -p 2222 10.9.9.1 \
		'for i in 1 2 3 4 5 6; do ls -la /etc; sleep 6; done'
}
