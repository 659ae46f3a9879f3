#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# The man pages are well-formed, and weir.conf(5) explains every key of the example.
set -u
build=${O:-build}
fail=0
not() {
	echo "not ok: $*"
	fail=1
}

pages="$(ls user/man/*.[58]) $build/man/weir.conf.5"
for page in $pages; do
	if command -v man >/dev/null; then
		said=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)
		[ -z "$said" ] || not "man says of $page: $said"
	fi
	if command -v mandoc >/dev/null; then
		# Pages without a date are the same whenever they are built.
		said=$(mandoc -T lint -W warning "$page" | grep -v 'missing date')
		[ -z "$said" ] || not "mandoc says: $said"
	fi
	for other in $(sed -n 's/\\-/-/g; s/^\.BR \(weir[a-z.-]*\) (\([0-9]\)).*/\1.\2/p' "$page"); do
		[[ $pages == *"/$other"* ]] || not "$page names $other"
	done
done

# Each with its section: two keys of one name are two.
example=$(sed -n 's/^#\?\(\[[^] ]*\).*/\1/p; s/^#\([a-z-]*\) =.*/\1/p' systemd/weir.conf.example)
explained=$(sed -n 's/^\.SS \(\[[^] ]*\).*/\1/p; s/^\\fB\([a-z\\-]*\)\\fR =.*/\1/p' \
	"$build/man/weir.conf.5" | tr -d '\\')
[ "$(wc -l <<<"$example")" -gt 20 ] || not "the example has keys"
[ "$example" = "$explained" ] ||
	not "weir.conf(5) and the example: $(diff <(echo "$example") <(echo "$explained"))"
exit $fail
