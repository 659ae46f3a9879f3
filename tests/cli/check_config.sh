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
printf '{}' >"$work/model.json"
printf '[Sensor]\nmodel = %s/model.json\n' "$work" >"$work/model.conf"
expect 78 "model $work/model.json: schema: not 1" "$work/model.conf"
expect 78 '{"good":false,"error":"model ' --json -c "$work/model.conf"
expect 0 '{"good":true}' --json -c systemd/weir.conf.example
if ! "$weir" -T -c systemd/weir.conf.example | grep -q "is good"; then
	echo "not ok: weir -T"
	fail=1
fi

# What is shown is a file that says the same; each value has its origin.
rm -r "$work/good.conf.d"
printf '[Sensor]\nmemory = 64M\ninterface = br-lan\n[Network]\nhome = 10.0.0.0/8\n' >"$work/good.conf"
"$weir" config show -c "$work/good.conf" >"$work/shown.conf"
grep -q "^memory = 64M  *; $work/good.conf:2$" "$work/shown.conf" &&
	grep -q '^window = 5s  *; default$' "$work/shown.conf" || {
	echo "not ok: config show:"
	cat "$work/shown.conf"
	fail=1
}
"$weir" config show --json -c "$work/shown.conf" | sed 's/"origin":"[^"]*"//g' >"$work/again"
"$weir" config show --json -c "$work/good.conf" | sed 's/"origin":"[^"]*"//g' >"$work/first"
cmp -s "$work/again" "$work/first" || {
	echo "not ok: what is shown is another configuration"
	diff "$work/first" "$work/again"
	fail=1
}
show() { # CODE TEXT ARGUMENT...
	local code=$1 text=$2 got=0
	shift 2
	"$weir" config show "$@" >"$work/out" 2>&1 || got=$?
	if [ "$got" != "$code" ] || ! grep -qF -- "$text" "$work/out"; then
		echo "not ok: config show $* exits $got, not $code, or does not say '$text'"
		cat "$work/out"
		fail=1
	fi
	rm "$work/out"
}
show 0 "memory = 64M" -c "$work/good.conf" Sensor.memory
show 5 "unknown key 'memry'; is 'memory' meant?" Sensor.memry
show 5 "unknown section 'Sensors'; is 'Sensor' meant?" Sensors
show 78 "$work/bad.conf:3: unknown key" -c "$work/bad.conf"
show 3 "" --running --socket "$work/none.sock"
if [ "$(find "$work" | wc -l)" != 9 ]; then
	echo "not ok: files appeared or went"
	fail=1
fi
exit $fail
