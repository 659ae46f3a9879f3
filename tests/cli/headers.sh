#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# Every header compiles alone.
set -u
fail=0
headers=$(find include/weir user -name '*.h' | sort)
for header in $headers; do
	case $header in
	*_table.h | user/detect/rules_*.h) continue ;; # rows of a table, for one file
	esac
	${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-unused-function -Iinclude \
		-fsyntax-only -x c -include "$header" /dev/null || fail=1
done
[ "$(wc -w <<<"$headers")" -gt 20 ] || fail=1
exit $fail
