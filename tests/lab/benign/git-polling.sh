# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: git ssh sshd
# seconds: 200
# Builders that ask a repository over ssh every few seconds whether it has changed.

servers() {
	ssh_up f && ssh_up u || return 1
	git init -q --bare "$work/code.git"
	git -c init.defaultBranch=main init -q "$work/code"
	blob "$work/code/file" 2000000
	git -C "$work/code" add file
	git -C "$work/code" -c user.name=lab -c user.email=lab@lab.example commit -qm first
	git -C "$work/code" push -q "$work/code.git" HEAD:main
}

build() { # CLIENT SERVER SECONDS
	export GIT_SSH_COMMAND
	GIT_SSH_COMMAND="ssh $(ssh_options)"
	on "$1" git clone -q -b main "ssh://root@$(addr "$2")$work/code.git" "$work/clone.$1"
	while :; do
		on "$1" git -C "$work/clone.$1" fetch -q
		pause $(($3 * 1000)) $(($3 * 1000 + 200))
	done
}

scenario() {
	aside build a f "$(choose 2 5 10)"
	aside build b f "$(choose 3 10 30)"
	aside build c u "$(choose 2 5 15)"
	wait
}
