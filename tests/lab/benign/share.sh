# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: smbd smbclient
# seconds: 120
# A file server in the LAN and its users, who mount, list, read and write.

servers() {
	local folder
	mkdir -p /run/samba
	folder=$(own_folder share)
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
	serve f smbd -F --no-process-group -s "$folder/conf"
	listening f 445
}

user() { # CLIENT
	local share
	share=//$(addr f)/files
	for _ in $(seq 1 "$(pick 4 12)"); do
		on "$1" smbclient -N -s /dev/null "$share" -c "$(choose ls "get report$(pick 1 6) /dev/null" \
			"put $work/share/files/report$(pick 1 6) copy.$1" "ls; ls; get report1 /dev/null")" \
			>/dev/null 2>&1
		pause 200 9000
	done
}

scenario() {
	local client
	for client in $(some 1 4 a b c d); do
		aside user "$client"
	done
	wait
}
