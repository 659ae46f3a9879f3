# SPDX-License-Identifier: MIT
# victims.sh - sourced by attack scenarios: real servers for them to attack (beside those of
# servers.sh) and what attackers bring along. All servers know the user `lab`, whose password
# is victim_password; attackers may or may not come to it.

victim_password=correct-horse

# Passwords that are tried, in $work/words; the right one is the last if FOUND is given.
words_up() { # COUNT [FOUND]
	local left=$1
	while [ "$left" -gt 0 ]; do
		left=$((left - 1))
		echo "$(choose summer winter dragon qwerty monkey letmein welcome)$(pick 1 99999)"
	done >"$work/words"
	[ $# = 1 ] || echo "$victim_password" >>"$work/words"
}

users_up() { # COUNT: in $work/users
	printf '%s\n' lab root admin test backup oracle git www ftp postgres pi ubuntu |
		head -n "$1" >"$work/users"
}

account_up() {
	id -u lab >/dev/null 2>&1 || useradd -m -s /bin/bash lab
	echo "lab:$victim_password" | chpasswd
}

# sshd with or without PAM, which waits after a failure.
victim_ssh() { # HOST PORT [OPTION...]
	local folder
	folder=$(own_folder "sshd.$1")
	account_up
	mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N '' -f "$folder/host"
	serve "$1" /usr/sbin/sshd -D -e -f /dev/null -h "$folder/host" -p "$2" \
		-o PasswordAuthentication=yes -o KbdInteractiveAuthentication=no \
		-o PermitRootLogin=yes -o "UsePAM=$(choose yes no)" -o PidFile=none \
		-o UseDNS=no "${@:3}"
	listening "$1" "$2"
}

# An ftp server, one of those that are installed; a package of one may exclude the other.
victim_ftp() { # HOST
	local server found=
	for server in proftpd vsftpd; do
		! command -v $server >/dev/null || found="$found $server"
	done
	[ -n "$found" ] || { echo "needs the command proftpd or vsftpd"; exit 77; }
	# shellcheck disable=SC2086
	server=$(choose $found)
	setting server "$server"
	"victim_$server" "$1"
}

victim_proftpd() { # HOST
	local folder
	folder=$(own_folder "proftpd.$1")
	account_up
	cat >"$folder/conf" <<-CONF
		ServerType standalone
		Port 21
		UseIPv6 on
		User nobody
		Group nogroup
		DefaultServer on
		PidFile $folder/pid
		ScoreboardFile $folder/scoreboard
		DelayTable none
		WtmpLog off
		TransferLog none
		SystemLog $folder/log
		RequireValidShell off
		AuthPAM off
		UseReverseDNS off
		MaxLoginAttempts $(choose 1 3 3 6)
	CONF
	serve "$1" proftpd -n -q -c "$folder/conf"
	listening "$1" 21
}

victim_vsftpd() { # HOST
	local folder
	folder=$(own_folder "vsftpd.$1")
	account_up
	mkdir -p "$folder/empty"
	cat >"$folder/conf" <<-CONF
		listen=NO
		listen_ipv6=YES
		background=NO
		anonymous_enable=NO
		local_enable=YES
		write_enable=YES
		pam_service_name=vsftpd
		secure_chroot_dir=$folder/empty
		max_login_fails=$(choose 1 3 3)
		delay_failed_login=$(choose 1 1 2)
		xferlog_enable=NO
	CONF
	serve "$1" vsftpd "$folder/conf"
	listening "$1" 21
}

# A site with an area behind a password (/private/), a form (/form/) and a place for files
# that are put there (/upload/).
victim_site() { # HOST PORT
	local folder
	folder=$(own_folder "area.$1")
	mkdir -p "$folder/upload"
	chmod 777 "$folder/upload"
	echo "lab:$(openssl passwd -apr1 "$victim_password")" >"$folder/htpasswd"
	[ -e "$work/form.$1" ] || serve "$1" $lab/bin/login_form 8081 "$victim_password"
	: >"$work/form.$1"
	site_up "$1" "$2" more <<-CONF
		location /private/ {
			auth_basic "private";
			auth_basic_user_file $folder/htpasswd;
		}
		location /form/ { proxy_pass http://127.0.0.1:8081; }
		location /upload/ {
			root $folder;
			dav_methods PUT;
		}
	CONF
}

victim_smb() { # HOST
	local folder
	folder=$(own_folder "smb.$1")
	account_up
	mkdir -p "$folder/private" "$folder/share"
	chmod 777 "$folder/share"
	blob "$folder/share/report.bin" 200000
	cat >"$folder/conf" <<-CONF
		[global]
		workgroup = LAB
		netbios name = srv-$1
		server role = standalone server
		passdb backend = smbpasswd:$folder/smbpasswd
		private dir = $folder/private
		lock directory = $folder
		state directory = $folder
		cache directory = $folder
		pid directory = $folder
		ncalrpc dir = $folder/ncalrpc
		log file = $folder/log
		map to guest = never
		server min protocol = NT1
		ntlm auth = yes
		load printers = no
		disable spoolss = yes
		[share]
		path = $folder/share
		read only = no
		force user = root
	CONF
	printf '%s\n%s\n' "$victim_password" "$victim_password" |
		smbpasswd -c "$folder/conf" -L -s -a lab
	serve "$1" smbd -F --no-process-group -s "$folder/conf"
	listening "$1" 445
}

victim_mail() { # HOST: imap and pop3
	local folder
	folder=$(own_folder "dovecot.$1")
	mkdir -p "$folder/run" "$folder/mail"
	cat >"$folder/conf" <<-CONF
		base_dir = $folder/run
		state_dir = $folder/run
		log_path = $folder/log
		protocols = imap pop3
		listen = *, ::
		ssl = no
		disable_plaintext_auth = no
		auth_mechanisms = plain login
		mail_location = maildir:$folder/mail
		default_login_user = nobody
		default_internal_user = nobody
		default_internal_group = nogroup
		auth_failure_delay = $(choose 0 2 2) secs
		first_valid_uid = 0
		passdb {
			driver = passwd-file
			args = scheme=plain username_format=%n $folder/users
		}
		userdb {
			driver = static
			args = uid=0 gid=0 home=$folder/mail
		}
	CONF
	echo "lab:$victim_password" >"$folder/users"
	serve "$1" dovecot -F -c "$folder/conf"
	listening "$1" 143
}

victim_redis() { # HOST
	serve "$1" redis-server --bind 0.0.0.0 :: --port 6379 --save '' --appendonly no \
		--dir "$(own_folder "redis.$1")" --requirepass "$victim_password" --daemonize no
	listening "$1" 6379
}

victim_mysql() { # HOST
	local folder
	folder=$(own_folder "mysql.$1")
	mysql_install_db --no-defaults --user=root --datadir="$folder/data" \
		--auth-root-authentication-method=normal --skip-test-db
	cat >"$folder/init" <<-SQL
		CREATE USER 'lab'@'%' IDENTIFIED BY '$victim_password';
		CREATE USER 'root'@'%' IDENTIFIED BY '$victim_password';
	SQL
	serve "$1" mariadbd --no-defaults --user=root --datadir="$folder/data" \
		--socket="$folder/sock" --pid-file="$folder/pid" --init-file="$folder/init" \
		--bind-address=0.0.0.0 --skip-name-resolve --max-connect-errors=100000 \
		--performance-schema=off
	listening "$1" 3306
}

victim_telnet() { # HOST
	account_up
	serve "$1" busybox telnetd -F -p 23 -l /bin/login
	listening "$1" 23
}

# Names of example.net exist, all others do not. Listens on all addresses of HOST.
victim_names() { # HOST [OPTION...]
	serve "$1" dnsmasq -k -C /dev/null --no-resolv --no-hosts --pid-file= -u root \
		--local=/#/ --cache-size=1000 --address=/example.net/203.0.113.18 \
		--host-record=www.example.org,203.0.113.17 "${@:2}"
	listening "$1" 53 udp
}

# PREFIX.0/24 lies behind HOST: a few addresses answer, the others are silent. FROM, a host
# of the same network, finds it without the gateway.
victim_prefix() { # HOST PREFIX LIVE [FROM]
	local left=$3
	while [ "$left" -gt 0 ]; do
		left=$((left - 1))
		on "$1" ip addr replace "$2.$(pick 1 254)/32" dev lo
	done
	on "$1" ip route add blackhole "$2.0/24"
	on "$1" sysctl -qw net.ipv4.ip_forward=1
	on gw ip route replace "$2.0/24" via "$(addr "$1")"
	[ $# = 3 ] || on "$4" ip route replace "$2.0/24" via "$(addr "$1")"
}

# HOST drops what goes to none of these ports.
victim_filter() { # HOST PORT,PORT...
	on "$1" nft -f - <<-NFT
		table inet filter {
			chain input {
				type filter hook input priority 0; policy drop;
				iif "lo" accept
				ct state established,related accept
				meta l4proto { icmp, ipv6-icmp } accept
				tcp dport { $2 } accept
			}
		}
	NFT
}

# The link address of HOST's gateway, for tools that write frames themselves.
gateway_mac() { # HOST
	local gateway
	gateway=$(on "$1" ip route show default | sed -n 's/^default via \([0-9.]*\).*/\1/p')
	on "$1" ping -c1 -W1 "$gateway" >/dev/null 2>&1
	on "$1" ip neigh show "$gateway" | sed -n 's/.*lladdr \([0-9a-f:]*\).*/\1/p'
}
