# SPDX-License-Identifier: MIT
# sinks.sh - sourced by tests of the sinks: starts sink_driver and talks to it.
. tests/net/topology.sh

sink_driver=$builddir/tests/net/sink_driver
[ -x "$sink_driver" ] || die "build the tests first: make tests"
command -v jq >/dev/null || skip "needs jq"

sinks_start() { # OPTION...
	mkfifo "$work/commands"
	"$sink_driver" "$@" <"$work/commands" >"$work/driver.out" 2>"$work/driver.err" &
	driver_pid=$!
	started "$driver_pid"
	exec 7>"$work/commands"
}

say() { # COMMAND...: of sink_driver
	echo "$*" >&7
}

more_lines() { # FILE COUNT
	[ "$(wc -l <"$1")" -gt "$2" ]
}

# Asks for a report: the driver has then done all that was said before. It must answer,
# whatever state its readers are in.
report() { # JQ_EXPRESSION
	_lines=$(wc -l <"$work/driver.out")
	say report
	wait_for 60 more_lines "$work/driver.out" "$_lines" || die "the driver does not answer"
	tail -n 1 "$work/driver.out" | jq -r "$1"
}

reports() { # JQ_EXPRESSION VALUE
	[ "$(report "$1")" = "$2" ]
}

sinks_stop() {
	say quit
	wait "$driver_pid" || die "the driver ends with $?: $(cat "$work/driver.err")"
	exec 7>&-
	rm "$work/commands"
}
