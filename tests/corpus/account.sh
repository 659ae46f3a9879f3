#!/bin/bash
# SPDX-License-Identifier: MIT
# The account of every capture of the corpus, packet for packet against capinfos; also with
# the sanitizers' build, where there is one.
# test-needs: python3 capinfos
# test-timeout: 900
set -eu
O=${O:-build}
corpus=${WEIR_CORPUS:-../shared/corpus}
[ -d "$corpus/robust" ] || { echo "no corpus at $corpus (WEIR_CORPUS)"; exit 77; }
python3 tests/corpus/account "$O/weir" "$corpus"
if [ -x "$O/san/weir" ]; then
	python3 tests/corpus/account "$O/san/weir" "$corpus"
else
	echo "note: not with sanitizers: make SANITIZE=1 O=$O/san"
fi
