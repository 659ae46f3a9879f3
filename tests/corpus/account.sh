#!/bin/bash
# SPDX-License-Identifier: MIT
# The account of every capture of the corpus, packet for packet against capinfos.
# test-needs: python3 capinfos
# test-timeout: 900
set -eu
O=${O:-build}
corpus=${WEIR_CORPUS:-../shared/corpus}
[ -d "$corpus/robust" ] || { echo "no corpus at $corpus (WEIR_CORPUS)"; exit 77; }
exec python3 tests/corpus/account "$O/weir" "$corpus"
