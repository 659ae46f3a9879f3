#!/bin/sh
# SPDX-License-Identifier: MIT
# test-needs: jq
# A gateway without a clock of its own starts in another month, until NTP tells it the time:
# events after that have the new time, and nothing is lost or raised by it.
set -u
. tests/net/quiet.sh

command -v "${CC:-cc}" >/dev/null || skip "needs a C compiler"
quiet_up

# The wall clock of one process: as many seconds off as a file says.
cat >"$work/clock.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *t)
{
	int result = (int)syscall(SYS_clock_gettime, id, t);
	FILE *f = id == CLOCK_REALTIME ? fopen(getenv("CLOCK_OFF"), "r") : NULL;
	long off = 0;

	if (f) {
		if (fscanf(f, "%ld", &off) == 1)
			t->tv_sec += off;
		fclose(f);
	}
	return result;
}

time_t time(time_t *out)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}
C
${CC:-cc} -shared -fPIC -o "$work/clock.so" "$work/clock.c" || die "the clock does not build"

export CLOCK_OFF="$work/off"
clock_off() { # SECONDS: at once, a file that is half written is no clock
	echo "$1" >"$CLOCK_OFF.new"
	mv "$CLOCK_OFF.new" "$CLOCK_OFF"
}
clock_off -2592000
export LD_PRELOAD="$work/clock.so"
sensor_start --account --journal off --window 1s lan0
unset LD_PRELOAD

ask() { # VERB OPTION...
	"$weir" "$@" --socket "$work/run/control.sock"
}
# Days from now of the latest test alert.
days() {
	ask test-alert >/dev/null || die "no test alert"
	ask alerts --json | tail -1 | jq -r .timestamp | {
		read -r stamp
		echo $((($(date -d "$stamp" +%s) - $(date +%s) - 43200) / 86400))
	}
}

is_count "days, before the clock is set" "$(days)" -30
pings 5
clock_off 0
wait_for 10 grep -q "the clock was set by +2592000 s" "$work/weir.log" ||
	die "nothing is said of the clock"
is_count "days, after it" "$(days)" 0
pings 5
clock_off -172800
wait_for 10 grep -q "the clock was set by -172800 s" "$work/weir.log" ||
	die "nothing is said of a clock that is set back"
is_count "days, after it was set back" "$(days)" -2
sleep 2
is_count "windows go on, and the account" "$(ask status --json | jq -c '[.account_holds, .windows.late]')" \
	'[true,0]'
is_count "alarms" "$(ask stats --json | jq .alerts.raised)" 0
