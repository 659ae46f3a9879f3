#!/bin/sh
# SPDX-License-Identifier: MIT
# An interface vanishes and comes back while the sensor has given up its capabilities: it is
# attached again and counts exactly. Links need no capability; clsact keeps CAP_NET_ADMIN.
set -u
. tests/net/quiet.sh

quiet_up

flap() { # MODE CAPABILITIES
	sensor_start --account --journal off --window 1s --mode "$1" lan0 wan0
	are_capabilities "$2"
	pings 20
	for round in 1 2; do
		lan_delete
		wait_for 10 said "$round" 'lan0 is gone' || die "$1: nobody notes that it is gone"
		lan_create
		wait_for 10 said "$round" 'lan0 is back: attached' || {
			cat "$work/weir.log" >&2
			die "$1: not attached again"
		}
		pings 20
	done
	are_capabilities "$2"
	sensor_stop
	is_count "$1: seen" "$(account .seen.packets)" $((3 * 20 * 4))
}

said() { # TIMES WORDS
	[ "$(grep -c "$2" "$work/weir.log")" = "$1" ]
}

flap tc 0
flap native 0
flap clsact $((1 << 12))
