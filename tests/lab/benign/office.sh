# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: nginx curl dnsmasq openssl python3 mosquitto chronyd ssh
# seconds: 280
# A working day in minutes: several of the other scenarios at once.

scenario() {
	local part
	for part in $(some 4 6 web-many-hosts chat mqtt ntp share camera monitoring dns-long-names \
		ssh-automation video api-polling mail phone printer backup); do
		mix benign/$part
		pause 0 5000
	done
	wait
}
