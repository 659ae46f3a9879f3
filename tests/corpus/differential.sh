#!/bin/bash
# SPDX-License-Identifier: MIT
# Both engines of replay give the same output on every capture of the corpus, also with a
# small table and with several drains in a window. WEIR_CORPUS_SHARE=N takes each Nth one.
# test-needs: bpf
# test-timeout: 3600
set -eu
O=${O:-build}
corpus=${WEIR_CORPUS:-../shared/corpus}
[ -d "$corpus/robust" ] || { echo "no corpus at $corpus (WEIR_CORPUS)"; exit 77; }
list=$(mktemp)
trap 'rm -f "$list"' EXIT
share=${WEIR_CORPUS_SHARE:-1}
find "$corpus/train" "$corpus/robust" -type f | sort | awk "NR % $share == 0" >"$list"
count=$(wc -l <"$list")
[ "$count" -gt $((1000 / share)) ] || { echo "not ok - only $count captures"; exit 1; }

# The kernel engine mostly waits for swaps: more runs at once than processors.
result=0
for options in "--flow-max 8192" "--flow-max 64" "--flow-max 64 --drains 3"; do
	xargs -d '\n' -P 8 -n 24 tests/golden/same_engines "$O/weir" "$options" <"$list" || result=1
done
echo "note: $count captures, three settings"
exit $result
