#!/bin/bash
# SPDX-License-Identifier: MIT
# The project's own captures, against what was reasoned about them by hand.
# test-needs: python3
set -eu
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

tests/golden/generate "$dir/first"
tests/golden/generate "$dir"/second
diff -r "$dir/first" "$dir/second" || { echo "not ok - the generator is not deterministic"; exit 1; }
tests/golden/compare "$O/weir" "$dir/first" tests/golden/expected

# Every event of every capture keeps to the field rules of EVE. Some are broken on purpose.
"$O/weir" replay --json --flows "$dir"/first/* >"$dir/eve.json" 2>"$dir/log" || true
"$O/tests/net/eve_check" "$dir/eve.json"
