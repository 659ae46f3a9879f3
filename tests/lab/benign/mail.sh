# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: postfix dovecot swaks curl
# seconds: 150
# Mail: messages with and without attachments to a server outside, and mailboxes that are
# asked every few seconds whether there is something new.

servers() {
	local folder
	folder=$(own_folder mail)
	id -u lab >/dev/null 2>&1 || useradd -m -s /bin/bash lab
	postconf -e mydestination=lab.example mynetworks=0.0.0.0/0 inet_interfaces=all \
		inet_protocols=all home_mailbox=Maildir/ compatibility_level=3.6 \
		maillog_file= 2>/dev/null
	postconf -F '*/*/chroot = n'
	mkdir -p /var/spool/postfix/pid
	serve u postfix start-fg
	cat >"$folder/conf" <<-CONF
		protocols = imap
		base_dir = $folder/run
		state_dir = $folder/state
		log_path = /dev/stderr
		ssl = no
		disable_plaintext_auth = no
		mail_location = maildir:~/Maildir
		first_valid_uid = 100
		passdb {
			driver = static
			args = nopassword=y
		}
		userdb {
			driver = static
			args = uid=lab gid=lab home=/home/lab
		}
	CONF
	serve u dovecot -F -c "$folder/conf"
	blob "$folder/attachment" "$(pick 50000 2000000)"
	listening u 25 && listening u 143
}

send() { # CLIENT
	for _ in $(seq 1 "$(pick 5 15)"); do
		on "$1" swaks -s "$(addr u)" -f "$1@lab.example" -t lab@lab.example \
			$(choose "" "--attach @$work/mail/attachment") >/dev/null
		pause 500 9000
	done
}

look() { # CLIENT SECONDS
	while :; do
		on "$1" curl -s -m 5 -u lab:x "imap://$(addr u)/INBOX;MAILINDEX=1" >/dev/null
		on "$1" curl -s -m 5 -u lab:x "imap://$(addr u)/" \
			-X 'STATUS INBOX (UNSEEN)' >/dev/null
		pause $(($2 * 900)) $(($2 * 1100))
	done
}

scenario() {
	aside send a
	aside send b
	aside look c "$(choose 5 10 20)"
	aside look a "$(choose 15 30)"
	wait
}
