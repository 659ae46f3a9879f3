#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# tests/run: what passes, fails, hangs, skips or notes is told so, and the last line counts.
set -eu
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/tests"
cp tests/run "$work/tests/"
cd "$work"
make_test() { # NAME BODY
	printf '#!/bin/bash\n%s\n' "$2" >"tests/$1.sh"
	chmod +x "tests/$1.sh"
}
make_test good 'echo "note: 7 things"; echo quiet'
make_test bad 'seq 100; exit 3'
make_test slow "# test-""timeout: 1
sleep 30"
make_test lazy 'echo "no wind"; exit 77'
make_test poor "# test-""needs: bash no-such-tool-at-all
exit 1"
make_test reader 'cat; [ "$O" = build ]'

code=0
unset V
O=build tests/run -j2 tests/good.sh tests/bad.sh tests/slow.sh tests/lazy.sh tests/poor.sh \
	tests/reader.sh >out 2>&1 || code=$?
check() { # WHAT CONDITION...
	local what=$1
	shift
	"$@" || { echo "not ok: $what"; cat out; exit 1; }
	echo "ok: $what"
}
check "exit 1 with a failure" [ "$code" = 1 ]
check "the last line counts" [ "$(tail -1 out)" = "2 passed, 2 failed, 2 skipped" ]
check "pass" grep -qx 'ok good' out
check "its note" grep -qx '    7 things' out
check "not its output" [ "$(grep -c quiet out)" = 0 ]
check "failure" grep -qx 'FAIL bad (exit 3)' out
check "its last 60 lines" grep -qx '    41' out
check "no more of it" [ "$(grep -cx '    40' out)" = 0 ]
check "time limit" grep -qx 'FAIL slow (exit 124: still running after 1 s)' out
check "skip" grep -qx 'skip lazy: no wind' out
check "missing command" grep -qx 'skip poor: needs the command no-such-tool-at-all' out
check "nothing to read" grep -qx 'ok reader' out

code=0
tests/run tests/good.sh >out 2>&1 || code=$?
check "exit 0 where all passed" [ "$code" = 0 ]
cd "$top"
