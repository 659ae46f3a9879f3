#!/bin/sh
# SPDX-License-Identifier: MIT
# Each mode on one and on two interfaces: attached as said, every packet counted once, and
# nothing left afterwards.
set -u
. tests/net/quiet.sh

quiet_up
before=$(traces)

# MODE LINE INTERFACE...: its hooks as the first line says, and what 50 pings count
check() {
	_mode=$1 _line=$2
	shift 2
	sensor_start --account --journal off --window 1s --mode "$_mode" "$@"
	grep -q "^lan0: attached, $_line" "$work/weir.log" || {
		cat "$work/weir.log" >&2
		die "$_mode: not attached as expected: $_line"
	}
	pings 50
	sensor_stop
	is_count "$_mode on $#: seen" "$(account .seen.packets)" $((100 * $#))
	is_count "$_mode on $#: accounted" "$(account .accounted.packets)" $((100 * $#))
	is_count "$_mode on $#: bytes" "$(account .seen.bytes)" $((100 * $# * 98))
	[ "$(traces)" = "$before" ] || die "$_mode: left behind: $(traces)"
}

# tcx came with Linux 6.6.
tc=tcx
[ "$(printf '6.6\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 6.6 ] || tc=clsact
check tc "ingress $tc, egress $tc (asked for)" lan0
check auto "ingress $tc, egress $tc (no XDP: native XDP would cost" lan0 wan0
check native "ingress native XDP, egress $tc" lan0 wan0
check generic "ingress generic XDP, egress $tc (asked for; inexact" lan0
check clsact 'ingress clsact, egress clsact' lan0 wan0
