# SPDX-License-Identifier: MIT
# servers.sh - servers that several scenarios want: NAME_up HOST... starts one and waits
# until it listens. Their folders are $work/NAME.HOST.

own_folder() { # NAME: makes it and prints it
	mkdir -p "$work/$1"
	chmod 755 "$work" "$work/$1"
	echo "$work/$1"
}

certificate() { # prints the stem of a key (.key) and certificate (.crt) of this scenario
	local stem=$work/certificate
	[ -e "$stem.crt" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 30 \
		-subj "/CN=lab.example" -keyout "$stem.key" -out "$stem.crt" 2>/dev/null
	echo "$stem"
}

blob() { # FILE BYTES: what does not compress
	head -c "$2" /dev/urandom >"$1"
}

# A name that the resolver knows.
name() { # NAME ADDRESS...
	local address
	for address in "${@:2}"; do
		echo "$address $1"
	done >>"$work/names/all"
}

# The LAN's resolver on gw, which asks z on the WAN. Names said later are known, too.
dns_up() {
	[ ! -d "$work/names" ] || { listening gw 53 udp; return; }
	mkdir -p "$work/names"
	chmod 755 "$work" "$work/names"
	: >"$work/names/all"
	serve z dnsmasq -k --conf-file=/dev/null --no-resolv --no-hosts --hostsdir="$work/names" \
		--user=root --pid-file= --local-ttl=20 --local=/#/ --log-facility=-
	serve gw dnsmasq -k --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= \
		--server="$(addr z)" --interface=lan0 --bind-interfaces --log-facility=-
	printf 'nameserver %s\nsearch corp.example\n' "$(addr gw)" >/etc/resolv.conf
	listening z 53 udp && listening gw 53 udp
}

# nginx with the files 1k, 20k, 300k, 2m, 20m, over TLS on port 443 and 8443. Further lines
# for its server block come from standard input if there is a third argument.
site_up() { # HOST PORT [more]
	local folder tls= more=
	[ ! -d "$work/site.$1.$2" ] || { listening "$1" "$2"; return; }
	folder=$(own_folder "site.$1.$2")
	[ $# -lt 3 ] || more=$(cat)
	mkdir -p "$folder/html" "$folder/tmp"
	blob "$folder/html/1k" 1000
	blob "$folder/html/20k" "$(pick 15000 30000)"
	blob "$folder/html/300k" "$(pick 200000 400000)"
	blob "$folder/html/2m" "$(pick 1500000 2500000)"
	blob "$folder/html/20m" "$(pick 15000000 25000000)"
	echo "<html><body>$1</body></html>" >"$folder/html/index.html"
	case $2 in
	*443)
		tls="ssl http2; ssl_certificate $(certificate).crt"
		tls="$tls; ssl_certificate_key $(certificate).key"
		;;
	esac
	cat >"$folder/nginx.conf" <<-CONF
		daemon off;
		user root;
		pid $folder/pid;
		error_log $folder/error;
		worker_processes 1;
		events { worker_connections 4096; }
		http {
			access_log off;
			types { text/html html; }
			client_max_body_size 0;
			client_body_temp_path $folder/tmp;
			proxy_temp_path $folder/tmp/p;
			fastcgi_temp_path $folder/tmp/f;
			uwsgi_temp_path $folder/tmp/u;
			scgi_temp_path $folder/tmp/s;
			server {
				listen $2 $tls;
				listen [::]:$2 $tls;
				root $folder/html;
				$more
			}
		}
	CONF
	serve "$1" nginx -c "$folder/nginx.conf" -e "$folder/error"
	listening "$1" "$2"
}

# sshd on port 22 (or PORT): user "lab" with the password "correct-horse" and root with the
# key $work/ssh.key.
ssh_up() { # HOST [PORT]
	local folder port=${2:-22}
	[ ! -d "$work/ssh.$1" ] || { listening "$1" "$port"; return; }
	folder=$(own_folder "ssh.$1")
	[ -e "$work/ssh.key" ] || ssh-keygen -q -t ed25519 -N '' -f "$work/ssh.key"
	ssh-keygen -q -t ed25519 -N '' -f "$folder/host"
	id -u lab >/dev/null 2>&1 || useradd -m -s /bin/bash lab
	echo "lab:correct-horse" | chpasswd
	mkdir -p /run/sshd /root/.ssh
	cp "$work/ssh.key.pub" "$folder/authorized"
	cat >"$folder/conf" <<-CONF
		Port $port
		HostKey $folder/host
		PidFile $folder/pid
		AuthorizedKeysFile $folder/authorized
		StrictModes no
		UsePAM no
		PermitRootLogin yes
		PasswordAuthentication yes
		UseDNS no
		Subsystem sftp internal-sftp
	CONF
	serve "$1" /usr/sbin/sshd -D -e -f "$folder/conf"
	listening "$1" "$port"
}

# What ssh clients of a scenario pass: no questions, no files of the user.
ssh_options() {
	echo "-i $work/ssh.key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null" \
		"-o LogLevel=ERROR -o ConnectTimeout=5 -F none"
}

# Pages of many objects on many hosts, and their names: http(s)://HOST.example/page1..9.html
# with HOST of the words in $page_hosts.
pages_up() {
	local at server address host scheme
	page_hosts=
	dns_up || return 1
	for server in u v w x; do
		site_up $server 80 && site_up $server 443 || return 1
	done
	for at in $(seq 1 "$(pick 10 30)"); do
		server=$(choose u v w x)
		address=198.51.100.$((at + 10))
		host=$(choose www cdn static img api shop media fonts ads)$at
		aliases $server $address 2001:db8::$((at + 100))
		if [ "$(choose 4 4 both)" = both ]; then
			name "$host.example" $address 2001:db8::$((at + 100))
		else
			name "$host.example" $address
		fi
		page_hosts="$page_hosts $host"
	done
	scheme=$(choose http https https)
	for at in 1 2 3 4 5 6 7 8 9; do
		page_of_objects "$scheme" >"$work/page$at.html"
		for server in u v w x; do
			cp "$work/page$at.html" "$work/site.$server.80/html/page$at.html"
			cp "$work/page$at.html" "$work/site.$server.443/html/page$at.html"
		done
	done
	setting pages "$(wc -w <<<"$page_hosts") hosts, $scheme"
}

page_of_objects() { # SCHEME
	awk -v seed="$(new_seed)" -v hosts="$page_hosts" -v scheme="$1" 'BEGIN {
		srand(seed)
		hosts_count = split(hosts, host, " ")
		split("1k 1k 1k 20k 20k 300k", file, " ")
		count = 5 + int(rand() * 60)
		print "<html><body>"
		while (count--)
			printf "<img src=\"%s://%s.example/%s?%d\">\n", scheme,
				host[1 + int(rand() * hosts_count)], file[1 + int(rand() * 6)], rand() * 1e6
		print "</body></html>"
	}'
}

# A page and all it names, as a browser fetches them.
page_load() { # CLIENT CONNECTIONS_PER_HOST [OPTION of curl]
	local page
	page=$work/page$(pick 1 9).html
	sed -n 's/.*src="\([^"]*\)".*/url = "\1"\noutput = "\/dev\/null"/p' "$page" >"$page.$1"
	on "$1" curl -sk -o /dev/null -m 10 "$(page_url)"
	on "$1" curl -sk -Z --parallel-max "$2" -m 25 "${@:3}" -K "$page.$1" >/dev/null 2>&1
}

page_url() { # prints one of them
	local scheme
	scheme=$(choose http https https)
	# shellcheck disable=SC2086 # words
	echo "$scheme://$(choose $page_hosts).example/page$(pick 1 9).html"
}

clock_up() { # HOST...: servers of time
	local host folder
	for host; do
		folder=$(own_folder "ntp.$host")
		printf 'local stratum 2\nallow all\ncmdport 0\npidfile %s/pid\n' "$folder" \
			>"$folder/conf"
		serve "$host" chronyd -n -x -u root -f "$folder/conf"
		listening "$host" 123 udp || return 1
	done
}

clock_ask() { # HOST LINE...: a client of time, with these lines of configuration
	local folder
	folder=$(own_folder "ntp.$1")
	printf '%s\n' "cmdport 0" "pidfile $folder/pid" "${@:2}" >"$folder/conf"
	serve "$1" chronyd -n -x -u root -f "$folder/conf"
}

ftp_up() { # HOST: vsftpd, user "lab" with the password "correct-horse"
	local folder
	[ ! -d "$work/ftp.$1" ] || { listening "$1" 21; return; }
	folder=$(own_folder "ftp.$1")
	id -u lab >/dev/null 2>&1 || useradd -m -s /bin/bash lab
	echo "lab:correct-horse" | chpasswd
	grep -qx /bin/bash /etc/shells || echo /bin/bash >>/etc/shells
	mkdir -p /run/vsftpd/empty
	cat >"$folder/conf" <<-CONF
		listen=NO
		listen_ipv6=YES
		background=NO
		local_enable=YES
		write_enable=YES
		anonymous_enable=NO
		secure_chroot_dir=/run/vsftpd/empty
		pam_service_name=vsftpd
		xferlog_enable=NO
		max_login_fails=3
		seccomp_sandbox=NO
	CONF
	serve "$1" vsftpd "$folder/conf"
	listening "$1" 21
}

share_up() { # HOST: smbd with a share "files" for guests, with report1..report6
	local folder at
	[ ! -d "$work/share.$1" ] || { listening "$1" 445; return; }
	mkdir -p /run/samba
	folder=$(own_folder "share.$1")
	mkdir -p "$folder"/{files,private,lock,state,cache,pid}
	for at in 1 2 3 4 5 6; do
		blob "$folder/files/report$at" "$(pick 20000 3000000)"
	done
	chmod -R a+rwX "$folder/files"
	cat >"$folder/conf" <<-CONF
		[global]
		map to guest = bad user
		private dir = $folder/private
		lock directory = $folder/lock
		state directory = $folder/state
		cache directory = $folder/cache
		pid directory = $folder/pid
		log file = $folder/log
		disable spoolss = yes
		[files]
		path = $folder/files
		guest ok = yes
		read only = no
		force user = root
	CONF
	serve "$1" smbd -F --no-process-group -s "$folder/conf"
	listening "$1" 445
}

talk_up() { # HOST PORT [--tls|--udp]: the answering end of `talk call`
	local kind=tcp more=
	case ${3:-} in
	--udp) kind=udp more=--udp ;;
	--tls) more="--tls $(certificate)" ;;
	esac
	# shellcheck disable=SC2086 # words
	serve "$1" $lab/bin/talk serve "$2" $more
	listening "$1" "$2" $kind
}

talk() { # HOST TO PORT OPTION...: calls with a seed of this scenario
	on "$1" $lab/bin/talk call "$2" "$3" --seed "$(new_seed)" "${@:4}"
}
