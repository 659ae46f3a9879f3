#!/bin/bash
# SPDX-License-Identifier: MIT
# The verb table and the man pages name the same verbs and options; each verb has a help.
set -u
weir=${O:-build}/weir
fail=0
not() {
	echo "not ok: $*"
	fail=1
}

verbs=$("$weir" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | sort)
[ "$(wc -w <<<"$verbs")" -ge 5 ] || not "weir --help lists verbs"
pages=$(ls user/man/*.8)
manual=$(sed -n '/^\.SH VERBS/,/^\.SH SEE/s/^\.SS \([a-z-]*\).*/\1/p' $pages | sort)
[ "$verbs" = "$manual" ] ||
	not "man pages and verb table: $(diff <(echo "$manual") <(echo "$verbs") | grep '^[<>]')"

for verb in $verbs; do
	sed 's/\\-/-/g' user/man/weir.8 | grep -qw -- "$verb" || not "weir(8) says which page has $verb"
	help=$("$weir" "$verb" --help 2>/dev/null) || not "$verb --help exits 0"
	[[ $help == "usage: weir $verb"* ]] || not "$verb --help begins with its usage"
done

# The section of a verb, without the marks of fonts and hyphens.
section_of() { # VERB
	sed -n "/^\.SS $1\b/,/^\.S[SH] /p" $pages | sed 's/\\f[A-Z]/ /g; s/\\-/-/g'
}

# Every long option that a verb's help names is in its section.
for verb in $verbs; do
	for option in $("$weir" "$verb" --help 2>/dev/null | grep -o -- '--[a-z][a-z-]*' | sort -u); do
		section_of "$verb" | grep -qw -- "$option" ||
			not "its section of the man pages has $option of $verb"
	done
done

expect() { # CODE ARGUMENT...
	local code=$1 got=0
	shift
	"$weir" "$@" >/dev/null 2>"$errors" || got=$?
	[ "$got" = "$code" ] || not "weir $* exits $code, not $got"
}
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
expect 0 --help
expect 2
[ -s "$errors" ] || not "usage goes to standard error"
expect 2 no-such-verb
grep -q "unknown verb 'no-such-verb'" "$errors" || not "the unknown verb is named"
for verb in $verbs; do
	expect 2 "$verb" --no-such-option
	[ -s "$errors" ] || not "$verb says what is wrong"
done

# A value that an option does not take is said with what it takes.
wrong() { # OPTION SAYS ARGUMENT...
	local option=$1 says=$2
	shift 2
	expect 2 "$@"
	grep -q -e "$says" "$errors" || not "weir $* says what $option takes"
	grep -q '^usage' "$errors" && not "weir $* says all of its usage"
	grep -q -e "^weir: $option " "$errors" || not "weir $* names $option"
}
wrong --mode clsact run --mode fast lo
wrong --duration "after this long" run --duration soon lo
wrong --engine kernel replay --engine steam x
wrong --kind host features --kind x x
wrong --by "class: the alarms" top --by x
wrong -n "so many rows" top -n 0
wrong --window 3m top --window 7s
wrong --duration 90d baseline start --duration x
wrong --seconds number capture start --host 192.0.2.1 --seconds x
wrong --last number alerts -n x

exit $fail
