#!/bin/bash
# SPDX-License-Identifier: MIT
# One short scenario of the laboratory from the command line to the labels.
# test-needs: root python3 tcpdump ethtool nft tc
# test-sanitize: no
set -u

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
	echo "FAIL: $*"
	tail -20 "$work"/logs/*.log "$work/said" 2>/dev/null
	exit 1
}

tests/lab/run --list >"$work/list" || die "no list"
[ "$(wc -l <"$work/list")" = "$(ls tests/lab/benign/*.sh tests/lab/attack/*.sh | wc -l)" ] ||
	die "the list is not all there is"
! grep -vE '^(benign|attack)/[a-z0-9-]+ +[a-z0-9-]+ +lab-[a-z0-9-]+ +[0-9]+ s$' "$work/list" ||
	die "a card lacks something"
tests/lab/run --seed x 2>/dev/null && die "takes a wrong seed"
tests/lab/run no-such-scenario 2>/dev/null && die "takes a wrong name"

unshare --mount --net --pid --fork true 2>/dev/null || {
	echo "no namespaces here"
	exit 77
}
LAB_SECONDS=3 tests/lab/run --out "$work" --seed 5 game >"$work/said" || die "it fails"
if grep -q '^SKIP' "$work/said"; then
	cat "$work/said"
	exit 77
fi
labels=$work/labels/train/lab-benign/game.pcap.flows.tsv.gz
for flow in 192.168.77.11:27015 192.168.77.12:51820 192.168.77.13:5004; do
	zcat "$labels" | awk -v src="${flow%:*}" -v port="${flow#*:}" \
		'$1 == src && $4 == port && $5 == 17 && $8 > 9 && $11 == "benign" { found = 1 }
		END { exit !found }' || die "no flow of $flow"
done
[ -s "$work/train/lab-benign/game.pcap" ] || die "no capture"
grep -qx 'lost_by_capture: 0' "$work/cards/game.txt" || die "$(cat "$work/cards/game.txt")"
