#!/bin/sh
# SPDX-License-Identifier: MIT
# The lines that `weir maps` prints work, and show flows and counters by their names.
set -u
. tests/net/quiet.sh

command -v bpftool >/dev/null || skip "needs bpftool"
quiet_up

"$weir" maps --bpffs "$bpffs" >"$work/maps.log" 2>&1
is_count "exit code while none runs" $? 3
grep -q 'no sensor runs' "$work/maps.log" || die "$(cat "$work/maps.log")"

# One long window: what the pings make stays in the map.
sensor_start --account --journal off --window 60s lan0
pings 25
"$weir" maps --bpffs "$bpffs" --json >"$work/maps.json" || die "maps fails"
"$weir" maps --bpffs "$bpffs" >"$work/maps.log" || die "maps fails"
is_count "commands" "$(grep -c '^    bpftool' "$work/maps.log")" "$(jq length "$work/maps.json")"
sed -n 's/^    bpftool/bpftool/p' "$work/maps.log" | while read -r command; do
	$command >/dev/null || die "does not work: $command"
done || exit 1

# Which pair is in use follows from the counters; the other one is empty.
used=$(jq -r '.[] | select(.in_use).name' "$work/maps.json")
case $used in
counters_a) flows=flows_a other=flows_b ;;
counters_b) flows=flows_b other=flows_a ;;
*) die "no counters are in use: $used" ;;
esac
dump() { # NAME
	$(jq -r --arg n "$1" '.[] | select(.name == $n).command' "$work/maps.json" |
		sed 's/bpftool/bpftool -j/')
}
is_count "flows in the other pair" "$(dump $other | jq length)" 0
is_count "ICMP flows" "$(dump $flows | jq '[.[].formatted | select(.key.ip_proto == 1)] | length')" 1
is_count "packets of both directions" \
	"$(dump $flows | jq '[.[].formatted.value.hot[].packets] | add')" 50
is_count "seen" "$(dump "$used" | jq '[.[].formatted.values[].value.seen.packets] | add')" 50
is_count "who stands where" \
	"$(dump vantages | jq -r '.[0].formatted.value.ifname')" lan0
is_count "entries in use" "$(jq -r --arg n "$flows" '.[] | select(.name == $n).entries' "$work/maps.json")" \
	"$(dump $flows | jq length)"
[ "$(jq '[.[] | select(.name == "flows_a").bytes] | add' "$work/maps.json")" -gt 1000000 ] ||
	die "no memory is told: $(cat "$work/maps.json")"
if command -v setpriv >/dev/null; then
	chmod 755 "$work"
	cp "$weir" "$work/weir.copy"
	setpriv --reuid 65534 --clear-groups "$work/weir.copy" maps --bpffs "$bpffs" 2>"$work/maps.log"
	is_count "exit code for others" $? 4
	grep -q 'only root' "$work/maps.log" || die "$(cat "$work/maps.log")"
fi
sensor_stop
