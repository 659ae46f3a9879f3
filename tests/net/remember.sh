#!/bin/sh
# SPDX-License-Identifier: MIT
# What the site has always done outlives a restart, and a broken file does not stop a start.
set -u
. tests/net/quiet.sh

quiet_up

site() { # JQ_EXPRESSION
	"$weir" stats --json --socket "$work/run/control.sock" | jq "$1"
}

begin() {
	sensor_start --journal off --window 1s lan0
	pings 3
	wait_for 10 sh -c "[ \"\$('$weir' stats --json --socket '$work/run/control.sock' |
		jq .site.memory.entries)\" -ge 2 ]" || die "nothing is remembered"
}

begin
is_count "loaded at first" "$(site .site.memory.loaded)" 0
entries=$(site .site.memory.entries)
grep -q 'CapEff:[[:space:]]*0*$' "/proc/$sensor_pid/status" || die "it still has capabilities"
sensor_stop
is_count "bytes of the file" "$(stat -c %s "$work/state/memory")" $((32 + 28 * entries))
is_count "others may read it" "$(stat -c %a "$work/state/memory")" 600

begin
is_count "loaded after a restart" "$(site .site.memory.loaded)" "$entries"
"$weir" status --socket "$work/run/control.sock" | grep -q "^site      $entries of" ||
	die "status does not say what is remembered"
sensor_stop

printf x | dd of="$work/state/memory" bs=1 seek=40 conv=notrunc status=none
begin
grep -q 'memory: its checksum is wrong: kept as memory.broken' "$work/weir.log" ||
	die "a broken file is not reported"
is_count "loaded from a broken file" "$(site .site.memory.loaded)" 0
test -e "$work/state/memory.broken" || die "the broken file is not kept"
sensor_stop
test -e "$work/state/memory" || die "no new file"

# An analyst's replay begins with it, and only reads it.
before=$(cksum "$work/state/memory")
printf '\324\303\262\241\002\0\004\0\0\0\0\0\0\0\0\0\0\0\004\0\001\0\0\0' >"$work/empty.pcap"
"$weir" replay --state "$work/state" "$work/empty.pcap" >"$work/replay.log" 2>&1 ||
	die "replay does not take the memory: $(cat "$work/replay.log")"
"$weir" replay --state "$work" "$work/empty.pcap" 2>&1 | grep -q 'no site memory there' ||
	die "replay does not miss the memory"
is_count "the file after a replay" "$(cksum "$work/state/memory")" "$before"
