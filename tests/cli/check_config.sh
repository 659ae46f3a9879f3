#!/bin/bash
# SPDX-License-Identifier: MIT
# weir check-config: exit codes, one line that says what is wrong, no side effects.
set -u
weir=${O:-build}/weir
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail=0

expect() { # CODE TEXT ARGUMENT...
	local code=$1 text=$2 got=0
	shift 2
	"$weir" check-config "$@" >"$work.out" 2>&1 || got=$?
	if [ "$got" != "$code" ] || ! grep -qF -- "$text" "$work.out" ||
		[ "$(wc -l <"$work.out")" -gt 1 ]; then
		echo "not ok: check-config $* exits $got, not $code, or does not say '$text':"
		cat "$work.out"
		fail=1
	fi
	rm -f "$work.out"
}

expect 0 "is good" systemd/weir.conf.example
printf '[Sensor]\nmemory = 64M\n' >"$work/good.conf"
expect 0 "is good" "$work/good.conf"
printf '[Sensor]\n\nmemroy = 64M\n' >"$work/bad.conf"
expect 78 "weir: $work/bad.conf:3: unknown key 'memroy'; is 'memory' meant?" "$work/bad.conf"
expect 78 "$work/none.conf: No such file or directory" "$work/none.conf"
expect 78 "$work: Is a directory" "$work"
mkdir "$work/good.conf.d"
printf '[Alert]\nbudget = many\n' >"$work/good.conf.d/x.conf"
expect 78 "$work/good.conf.d/x.conf:2: wrong value 'many'; budget takes" "$work/good.conf"
head -c 300000 /dev/zero | tr '\0' '#' >"$work/large.conf"
expect 78 "$work/large.conf" "$work/large.conf"
if [ "$(find "$work" | wc -l)" != 6 ]; then
	echo "not ok: files appeared or went"
	fail=1
fi
exit $fail
