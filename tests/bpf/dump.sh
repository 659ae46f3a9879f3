#!/bin/sh
# SPDX-License-Identifier: MIT
# bpftool prints the pinned maps by the names of include/weir/abi.h, on a sensor that runs.
set -u
. tests/net/pair.sh
command -v bpftool >/dev/null || PATH=$PATH:/usr/sbin
command -v bpftool >/dev/null || skip "needs bpftool"

dump() { # MAP JQ_EXPRESSION
	bpftool -j map dump pinned "$bpffs/sensor/weir/$1" | jq -r "$2"
}

pair_up
driver_start sensor dst in0 -w 60000
flood_start -n 1000 -s 4
flood_end
[ "$(dump flows_a '[.[].formatted.value.hot[].packets] | add')" = 1000 ] || die "packets of flows"
[ "$(dump flows_a '[.[].formatted.key.ip_proto] | unique | tojson')" = "[17]" ] || die "protocol"
[ "$(dump flows_a '[.[].formatted.value.proto | .tcp[].syn, .dns.queries] | add')" = 0 ] || \
	die "flags and names of flows"
[ "$(dump flows_a 'length')" = 4 ] || die "flows"
[ "$(dump counters_a '[.[].formatted.values[].value.seen.packets] | add')" = 1000 ] || die "seen"
[ "$(dump ledger '.[0].formatted.value.flows_max')" = 65536 ] || die "ledger"
[ "$(dump vantages 'length')" = 32 ] || die "vantages"
driver_stop sensor "$driver_pid"
