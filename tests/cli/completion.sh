#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# bash completes every verb, option and command that the helps name, interfaces and alarms.
set -u
weir=$(realpath "${O:-build}")/weir
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail=0
not() {
	echo "not ok: $*"
	fail=1
}
source user/man/weir.bash

complete_line() { # PROGRAM WORD...: what may stand for the last word
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_weir
	echo " ${COMPREPLY[*]} "
}
expect() { # WANTED... -- WORD...
	local wanted=() word said
	while [ "$1" != -- ]; do wanted+=("$1"); shift; done
	shift
	said=$(complete_line "$weir" "$@")
	for word in "${wanted[@]}"; do
		[[ $said == *" $word "* ]] || not "weir $* completes $word, but says:$said"
	done
}

verbs=$("$weir" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
[ "$(wc -w <<<"$verbs")" -ge 5 ] || not "weir --help lists verbs"
expect $verbs --help -- ""
for verb in $verbs; do
	usage=$("$weir" "$verb" --help)
	commands=$(sed -n "s/^\(usage:\|      \) weir $verb \([a-z][a-z|-]*\).*/\2/p" <<<"$usage")
	commands=$(tr '|' '\n' <<<"$commands" | sort -u)
	if [ -n "$commands" ]; then
		expect $commands -- "$verb" ""
		said=
		for command in $commands; do
			said+=$(complete_line "$weir" "$verb" "$command" -)
		done
	else
		said=$(complete_line "$weir" "$verb" -)
	fi
	for option in $(grep -oe '--[a-z][a-z-]*' <<<"$usage" | sort -u); do
		# A help may speak of another verb's option.
		grep -q "^  .*$option  " <<<"$usage" || sed '/^$/q' <<<"$usage" | grep -qe "$option" || continue
		[[ $said == *" $option "* ]] || not "weir $verb completes $option, but says:$said"
	done
done

expect lo -- run ""
expect lo -- run --mode tc ""
expect lo -- run --iface ""
expect tests/run -- replay tests/
[[ $(complete_line "$weir" baseline learn -) != *--duration* ]] ||
	not "baseline learn takes no --duration"
[[ $(complete_line "$weir" run --mode "") != *" lo "* ]] || not "--mode takes no interface"

# A sensor that knows an alarm.
cat >"$work/weir" <<'END'
#!/bin/bash
[ "$*" != "explain --help" ] || echo "usage: weir explain [--json] [ID]"
[ "$*" != explain ] || echo "8f0a34de  2026-01-02T03:04:05  high  portscan: one scans"
END
chmod +x "$work/weir"
[[ $(complete_line "$work/weir" explain "") == *" 8f0a34de "* ]] || not "explain completes an alarm's id"
exit $fail
