#!/bin/bash
# SPDX-License-Identifier: MIT
# Packets per conversation of fixed captures, against tshark.
# test-needs: python3 tshark
# test-timeout: 600
set -eu
O=${O:-build}
corpus=${WEIR_CORPUS:-../shared/corpus}
[ -d "$corpus/robust" ] || { echo "no corpus at $corpus (WEIR_CORPUS)"; exit 77; }
exec python3 tests/corpus/tshark "$O/weir" "$corpus" tests/corpus/tshark.list
