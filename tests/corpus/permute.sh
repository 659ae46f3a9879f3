#!/bin/bash
# SPDX-License-Identifier: MIT
# tests/golden/permute.sh on each third capture of the corpus (WEIR_CORPUS_SHARE=1: on all).
# test-needs: python3
set -eu
O=${O:-build}
corpus=${WEIR_CORPUS:-../shared/corpus}/train
if [ ! -d "$corpus" ]; then
	echo "no corpus at $corpus (WEIR_CORPUS)"
	exit 77
fi
out=$(mktemp)
trap 'rm -f "$out"' EXIT
find "$corpus" -type f | sort | awk -v each="${WEIR_CORPUS_SHARE:-3}" 'NR % each == 0' |
	xargs -d '\n' tests/golden/permute "$O/weir" 1 >"$out" || { grep -v '^ok' "$out"; exit 1; }
grep -q '^ok' "$out" || { echo "FAIL: nothing was compared"; exit 1; }
cut -d' ' -f1 "$out" | sort | uniq -c
echo "PASS"
