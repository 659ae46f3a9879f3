#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# tests/must-run names every test that could be skipped and that our machines must run, and
# no other: those that say what they need, and all that need BPF.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

could_skip() {
	ls tests/bpf/*.c
	find tests/bpf tests/golden tests/lab tests/net -name '*.sh' -perm -u+x
	grep -l '^# test-needs:' tests/cli/*.sh
	ls tests/vm/kernel-*.sh
}
could_skip | sed 's#^tests/##; s#[.][a-z]*$##' | LC_ALL=C sort >"$work/could"
[ "$(wc -l <"$work/could")" -ge 50 ] || { echo "not ok: found only $(wc -l <"$work/could")"; exit 1; }
grep -v '^#' tests/must-run >"$work/listed"
diff "$work/listed" "$work/could" || { echo "not ok: tests/must-run (<) and those found (>)"; exit 1; }
echo "ok: $(wc -l <"$work/listed") tests must run"
