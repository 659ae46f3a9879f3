#!/bin/sh
# SPDX-License-Identifier: MIT
# What the running sensor may do, and what becomes of one that may do nothing.
set -u
. tests/net/quiet.sh

command -v setpriv >/dev/null || skip "needs setpriv"
quiet_up
before=$(traces)

sensor_start --journal off --window 1s lan0
are_capabilities 0
sensor_stop

sensor_start --journal off --window 1s --mode clsact lan0
are_capabilities $((1 << 12))
sensor_stop

sensor_start --journal off --window 1s --no-drop lan0
[ "$(capabilities CapEff)" != 0 ] || die "--no-drop gave up capabilities"
sensor_stop

# With these three alone it starts too: no other is used.
: >"$work/weir.log" # or the line waited for is the last sensor's
nsenter --net=/run/netns/gw -- setpriv --bounding-set=-all,+bpf,+net_admin,+perfmon \
	--inh-caps=-all "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off \
	--window 1s lan0 >"$work/weir.log" 2>&1 &
sensor_pid=$!
started "$sensor_pid"
wait_for 15 grep -q attached "$work/weir.log" || {
	cat "$work/weir.log" >&2
	die "bpf, net_admin and perfmon do not suffice"
}
is_count CapEff "$(capabilities CapEff)" 0
is_count CapPrm "$(capabilities CapPrm)" 0
sensor_stop

refused() { # SETPRIV_OPTION...
	nsenter --net=/run/netns/gw -- setpriv "$@" "$weir" run --bpffs "$bpffs" \
		--run-dir "$work/run" --journal off lan0 >"$work/refused.log" 2>&1
	is_count "exit code" $? 4
	is_count "lines" "$(wc -l <"$work/refused.log")" 1
	[ "$(traces)" = "$before" ] || die "left behind: $(traces)"
}

refused --bounding-set=-all --inh-caps=-all
grep -q 'root.*CAP_BPF CAP_NET_ADMIN CAP_PERFMON' "$work/refused.log" ||
	die "does not say what is missing: $(cat "$work/refused.log")"
refused --bounding-set=-bpf --inh-caps=-all
grep -q 'CAP_BPF$' "$work/refused.log" || die "CAP_BPF alone: $(cat "$work/refused.log")"
