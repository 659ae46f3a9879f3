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

# nginx with the files 1k, 20k, 300k, 2m, 20m, over TLS on port 443 and 8443. Further lines
# for its server block come from standard input if there is a third argument.
site_up() { # HOST PORT [more]
	local folder tls= more=
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
	*443) tls="ssl; ssl_certificate $(certificate).crt; ssl_certificate_key $(certificate).key" ;;
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
