#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever ends the sensor, or keeps it from starting, leaves nothing attached or pinned, and
# says why in one line.
set -u
. tests/net/quiet.sh

quiet_up
before=$(traces)

for signal in INT TERM; do
	sensor_start --journal off --window 1s lan0 wan0
	[ "$(traces)" != "$before" ] || die "the sensor leaves no trace while it runs"
	kill -$signal "$sensor_pid"
	wait "$sensor_pid"
	is_count "exit code of SIG$signal" $? 0
	[ "$(traces)" = "$before" ] || die "SIG$signal left behind: $(traces)"
	[ ! -e "$work/run/eve.sock" ] || die "SIG$signal left a socket behind"
done

sensor_start --journal off --window 1s --duration 2s lan0
wait "$sensor_pid"
is_count "exit code at the end of the duration" $? 0
grep -q 'account holds' "$work/weir.log" || die "no closing account"
[ "$(traces)" = "$before" ] || die "left behind: $(traces)"

# At any moment of its start.
for delay in 0.01 0.03 0.06 0.1 0.2 0.3 0.5; do
	nsenter --net=/run/netns/gw -- "$weir" run --bpffs "$bpffs" --run-dir "$work/run" \
		--journal off --window 1s lan0 wan0 >"$work/early.log" 2>&1 &
	sensor_pid=$!
	started "$sensor_pid"
	sleep $delay
	kill "$sensor_pid"
	wait "$sensor_pid"
	_got=$?
	# 143: it had not begun.
	[ $_got = 0 ] || [ $_got = 143 ] || die "exit $_got after $delay s: $(cat "$work/early.log")"
	[ "$(traces)" = "$before" ] || die "after $delay s left behind: $(traces)"
done

fails() { # CODE WORDS OPTION...: ends with CODE, in one line with WORDS
	_code=$1 _words=$2
	shift 2
	in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off "$@" \
		>"$work/fails.out" 2>"$work/fails.err"
	_got=$?
	# Notes about sockets are none of the reason.
	grep -v 'there is no group' "$work/fails.err" >"$work/fails.log"
	[ $_got = "$_code" ] || die "$*: exit $_got, expected $_code: $(cat "$work/fails.log")"
	[ "$(wc -l <"$work/fails.log")" = 1 ] || die "$*: not one line: $(cat "$work/fails.log")"
	grep -q -e "$_words" "$work/fails.log" || die "$*: $(cat "$work/fails.log")"
	[ ! -s "$work/fails.out" ] || die "$*: prints $(cat "$work/fails.out")"
	[ "$(traces)" = "$before" ] || die "$*: left behind: $(traces)"
	[ ! -e "$work/run/eve.sock" ] || die "$*: left a socket behind"
}

echo '{"not": "a model"}' >"$work/model.json"
printf '[Sensor]\nmemori = 64M\n' >"$work/wrong.conf"
mkdir "$work/folder"

fails 5 "no interface 'nope0'" nope0
fails 5 "no interface 'nope0'" lan0 nope0
fails 2 'an interface is named twice' lan0 lan0
fails 1 'model.json' --model "$work/model.json" lan0
fails 5 'none.json' --model "$work/none.json" lan0
fails 78 'wrong.conf:2' -c "$work/wrong.conf" lan0
fails 1 'not a bpf file system' --bpffs "$work/folder" lan0
fails 1 'cannot open' --eve "$work/no/such/folder/eve.json" lan0
fails 2 'memory' --memory 1k lan0

# Nor does a start that fails after a crash, however the dead one was attached.
for mode in tc native clsact; do
	sensor_start --journal off --window 1s --mode $mode lan0 wan0
	kill -9 "$sensor_pid"
	wait "$sensor_pid" 2>/dev/null
	rm -f "$work/run/eve.sock" "$work/run/control.sock"
	[ "$(traces)" != "$before" ] || die "$mode: nothing survives a crash"
	in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off lan0 nope0 \
		>"$work/fails.log" 2>&1
	is_count "$mode: exit code after a crash" $? 5
	[ "$(traces)" = "$before" ] || die "$mode: after a crash left behind: $(traces)"
done

# Pins of which some are another's, as of a process killed while it replaced them.
sensor_start --journal off --window 1s lan0
kill -9 "$sensor_pid"
wait "$sensor_pid" 2>/dev/null
rm -f "$work/run/eve.sock" "$work/run/control.sock"
counters() { # IN_USE
	"$weir" maps --bpffs "$bpffs" --json |
		jq -r --argjson used "$1" '.[] | select(.name[:9] == "counters_" and .in_use == $used).path'
}
used=$(counters true) unused=$(counters false)
rm "$used" || die "no counters are in use"
in_gw bpftool map pin pinned "$unused" "$used" || die "cannot pin $unused"
in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off --duration 2s lan0 \
	>"$work/fails.log" 2>&1
is_count "exit code on mixed pins" $? 1
grep -q "run 'weir detach' first" "$work/fails.log" || die "$(cat "$work/fails.log")"
left=$(traces)
in_gw "$weir" detach --bpffs "$bpffs" -n >"$work/detach.log" || die "detach -n fails"
grep -q '^2 hooks would be taken off' "$work/detach.log" || die "$(cat "$work/detach.log")"
[ "$(traces)" = "$left" ] || die "a dry run changes something"
in_gw "$weir" detach --bpffs "$bpffs" --json >"$work/detach.json" || die "detach fails on mixed pins"
is_count "hooks as JSON" "$(jq -c '[.hooks, .dry_run]' "$work/detach.json")" '[2,false]'
is_count "sides" "$(jq -c '[.left[] | select(.where == "lan0").side] | sort' "$work/detach.json")" \
	'["egress","ingress"]'
[ "$(traces)" = "$before" ] || die "mixed pins left behind: $(traces)"
in_gw "$weir" detach --bpffs "$bpffs" >"$work/detach.log" || die "nothing left is an error"
grep -q '^nothing was left' "$work/detach.log" || die "$(cat "$work/detach.log")"

# Filters outlive their pins; whose they are cannot be told then.
sensor_start --journal off --window 1s --mode clsact lan0
kill -9 "$sensor_pid"
wait "$sensor_pid" 2>/dev/null
rm -rf "$bpffs/weir"
rm -f "$work/run/eve.sock" "$work/run/control.sock"
in_gw "$weir" detach --bpffs "$bpffs" >"$work/detach.log" || die "stray filters are an error"
is_count "stray filters" "$(grep -c '^lan0: a filter .* --force' "$work/detach.log")" 2
in_gw "$weir" detach --bpffs "$bpffs" --force >"$work/detach.log" || die "--force fails"
grep -q '^2 hooks taken off' "$work/detach.log" || die "$(cat "$work/detach.log")"
[ "$(traces)" = "$before" ] || die "--force left behind: $(traces)"

detach_exits() { # CODE WORDS OPTION...
	_code=$1 _words=$2
	shift 2
	in_gw "$weir" detach "$@" 2>"$work/detach.log"
	is_count "exit code of detach $*" $? "$_code"
	grep -q "$_words" "$work/detach.log" || die "$(cat "$work/detach.log")"
}
detach_exits 5 'there is no /no/such' --bpffs /no/such
detach_exits 5 'not a bpf file system' --bpffs "$work/folder"

# A second one on the same pins, or the same sockets.
sensor_start --journal off --window 1s lan0
before=$(traces)
in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run2" --journal off wan0 \
	>"$work/second.log" 2>&1
is_count "exit code of a second one" $? 1
grep -q 'another weir runs' "$work/second.log" || die "$(cat "$work/second.log")"
in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off wan0 \
	>"$work/second.log" 2>&1
is_count "exit code of a third one" $? 1
grep -q 'another sensor serves' "$work/second.log" || die "$(cat "$work/second.log")"
in_gw "$weir" detach --bpffs "$bpffs" >"$work/second.log" 2>&1
is_count "exit code of detach while it runs" $? 1
[ "$(traces)" = "$before" ] || die "the first one is disturbed"
sensor_stop
