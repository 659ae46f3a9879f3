#!/bin/bash
# SPDX-License-Identifier: MIT
# Both engines of replay give the same output on the project's own captures, also with a
# small table and with several drains in a window.
# test-needs: python3
# test-timeout: 300
set -eu
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tests/golden/generate "$dir/captures"

# The kernel engine mostly waits for swaps: more runs at once than processors.
for options in "--flow-max 4096" "--flow-max 64" "--flow-max 64 --drains 3"; do
	printf '%s\0' "$dir"/captures/* |
		xargs -0 -P 4 -n 6 tests/golden/same_engines "$O/weir" "$options"
done

if KERNEL_OPTIONS="--flow-max 63" tests/golden/same_engines "$O/weir" "--flow-max 64" \
	"$dir/captures/many_flows.pcap" >/dev/null; then
	echo "not ok - a table of 63 flows gave the same as one of 64"
	exit 1
fi
echo "note: $(find "$dir/captures" -type f | wc -l) captures, three settings, both engines the same"
