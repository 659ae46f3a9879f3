#!/bin/bash
# SPDX-License-Identifier: MIT
# Nothing is known by name: with the hosts and ephemeral ports of the project's own captures
# exchanged, weir raises the same alerts about the exchanged names.
# test-needs: python3
# test-sanitize: no
set -eu
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

tests/golden/generate "$dir/own" >/dev/null
captures=()
for capture in "$dir"/own/*; do
	if "$O/weir" replay -c /dev/null --json "$capture" 2>/dev/null | grep -q '"event_type":"alert"'; then
		captures+=("$capture")
	fi
done
[ ${#captures[@]} -ge 2 ] || { echo "not ok - only ${#captures[@]} captures raise alerts"; exit 1; }
for seed in 1 2 3; do
	tests/golden/permute "$O/weir" "$seed" "${captures[@]}" | tee "$dir/out"
	if grep -qv '^ok' "$dir/out"; then
		echo "not ok - seed $seed"
		exit 1
	fi
done

# The exchange is real, and a renamed capture is not taken for the old one.
tests/golden/permute --write 1 "${captures[0]}" "$dir/renamed.pcap"
alerts() {
	"$O/weir" replay -c /dev/null --json "$1" | grep -oE '"(src|dest)_ip":"[^"]*"' | sort -u
}
[ -n "$(alerts "$dir/renamed.pcap")" ] || { echo "not ok - no alert is left"; exit 1; }
[ "$(alerts "${captures[0]}")" != "$(alerts "$dir/renamed.pcap")" ] ||
	{ echo "not ok - nothing was exchanged"; exit 1; }
echo "PASS"
