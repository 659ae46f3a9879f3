#!/bin/sh
# SPDX-License-Identifier: MIT
# Alerts in a real journald: every field arrives; a journald that is stopped, killed and
# started again never holds the sender up, and what the journal lacks is what was counted
# as dropped. Of a flood of one kind it gets what its rate allows and one entry about the
# rest. `journalctl -x` explains every kind.
# test-needs: journalctl jq
set -u
. tests/net/sinks.sh

of_weir() { # JOURNALCTL_OPTION...: entries of the driver
	journal_read -o json SYSLOG_IDENTIFIER=weir "$@"
}

count() { # MATCH...
	of_weir "$@" | wc -l
}

counted() { # MATCH NUMBER
	[ "$(count "$1")" = "$2" ]
}

field() { # NAME: of the entry in $work/entry
	jq -r ".$1" "$work/entry"
}

adds_up() {
	reports '.sinks.journal | .raised == .delivered + .dropped + .queued + .left_out' true ||
		die "the journal's counts do not add up: $(report .sinks.journal)"
}

journal_start
sinks_start -j /run/systemd/journal/socket -f "$work/eve.json"

say alert 1
say event eth7
wait_for 10 counted WEIR_EVENT=alert 1 || die "the alert is not in the journal"
of_weir WEIR_EVENT=alert >"$work/entry"
[ "$(field MESSAGE_ID)" = 326292507eb5412689b9afd52c760631 ] || die "$(cat "$work/entry")"
[ "$(field PRIORITY)" = 5 ] || die "priority $(field PRIORITY)"
[ "$(field WEIR_SRC_IP)" = 192.0.2.1 ] || die "source $(field WEIR_SRC_IP)"
[ "$(field WEIR_DEST_PORT)" = 22 ] || die "port $(field WEIR_DEST_PORT)"
[ "$(field WEIR_EVE)" = "$(cat "$work/eve.json")" ] || die "the event is another one"
[ "$(field WEIR_COMMUNITY_ID)" = "$(jq -r .community_id "$work/eve.json")" ] ||
	die "the Community ID is another one"
[ "$(field WEIR_ALERT_ID)" = "$(jq -r .alert.context.weir.alert_id "$work/eve.json")" ] ||
	die "the id is another one"
for name in SYSLOG_IDENTIFIER WEIR_EVENT WEIR_STAGE WEIR_SID WEIR_CLASS WEIR_DETECTOR WEIR_SCORE \
	WEIR_SEVERITY WEIR_DIRECTION WEIR_SRC_PORT WEIR_DEST_IP WEIR_PROTO WEIR_WINDOW_S WEIR_MODEL \
	WEIR_COUNT; do
	[ "$(field "$name")" != null ] || die "no $name: $(cat "$work/entry")"
done
[ "$(field _PID)" = "$driver_pid" ] || die "sent by $(field _PID)"
wait_for 10 counted WEIR_IFACE=eth7 1 || die "the event is not in the journal"

say alert 2000
wait_for 20 reports .sinks.journal.queued 0 || die "the queue does not empty"
adds_up
delivered=$(report .sinks.journal.delivered)
wait_for 20 counted SYSLOG_IDENTIFIER=weir "$delivered" ||
	die "$delivered delivered, $(count SYSLOG_IDENTIFIER=weir) in the journal"
before=$(report .sinks.journal.dropped)

kill -STOP "$journald_pid"
say alert 3000
adds_up
stalled=$(report .sinks.journal.dropped)
[ "$stalled" -gt "$before" ] || die "nothing dropped by a stopped journald"
[ "$(report .sinks.journal.queued)" = 256 ] || die "$(report .sinks.journal.queued) wait"
kill -CONT "$journald_pid"
wait_for 20 reports .sinks.journal.queued 0 || die "the queue does not empty after the stop"
adds_up
delivered=$(report .sinks.journal.delivered)
wait_for 20 counted SYSLOG_IDENTIFIER=weir "$delivered" ||
	die "$delivered delivered, $(count SYSLOG_IDENTIFIER=weir) in the journal after a stop"
of_weir WEIR_EVENT=sink-recovered | tail -n 1 >"$work/entry"
[ "$(field WEIR_LOST)" -le "$((stalled - before))" ] && [ "$(field WEIR_LOST)" -gt 0 ] ||
	die "lost $(field WEIR_LOST) of $stalled - $before"

kill -9 "$journald_pid"
wait "$journald_pid" 2>/dev/null
before=$(report .sinks.journal.delivered)
say alert 300
adds_up
[ "$(report .sinks.journal.up)" = false ] || die "a dead journald is not noticed"
[ "$(report .sinks.journal.delivered)" = "$before" ] || die "delivered to the dead"
/lib/systemd/systemd-journald >"$work/journald2.log" 2>&1 &
started $!
wait_for 20 reports .sinks.journal.up true || die "the new journald is not found"
wait_for 20 reports .sinks.journal.queued 0 || die "the queue does not empty after a restart"
adds_up
delivered=$(report .sinks.journal.delivered)
wait_for 20 counted SYSLOG_IDENTIFIER=weir "$delivered" ||
	die "$delivered delivered, $(count SYSLOG_IDENTIFIER=weir) in the journal after a kill"
[ "$(report .sinks.journal.outages)" = 1 ] || die "outages: $(report .sinks.journal.outages)"
echo "note: $(report '.sinks.journal | "\(.raised) raised, \(.delivered) delivered, \(.dropped) dropped"')"
sinks_stop

# Every kind, with its priority and its text from the catalog.
mkdir -p "$work/root/usr/lib/systemd/catalog" "$work/root/var/lib/systemd/catalog" \
	/var/lib/systemd/catalog
cp systemd/weir.catalog "$work/root/usr/lib/systemd/catalog"
journalctl --root="$work/root" --update-catalog >"$work/catalog.log" 2>&1 ||
	die "$(cat "$work/catalog.log")"
mount --bind "$work/root/var/lib/systemd/catalog" /var/lib/systemd/catalog
sinks_start -r 100 -j /run/systemd/journal/socket -f "$work/eve.json"
since="_PID=$driver_pid"
say kinds
kinds=$(sed -n 's/^\tX([A-Z_]*, "\([a-z-]*\)", "[0-9a-f]*", \([0-9]\)).*/\1 \2/p' user/sink/journal.h)
[ "$(echo "$kinds" | wc -l)" -gt 20 ] || die "journal.h names only $kinds"
wait_for 20 counted "$since" "$(echo "$kinds" | wc -l)" ||
	die "$(count "$since") of $(echo "$kinds" | wc -l) kinds are in the journal"
echo "$kinds" | while read -r kind priority; do
	journal_read -x "$since" WEIR_EVENT="$kind" >"$work/explained"
	of_weir "$since" WEIR_EVENT="$kind" >"$work/entry"
	grep -q 'Subject: .' "$work/explained" ||
		die "$kind is not explained: $(cat "$work/explained")"
	grep -q 'Documentation: man:weir' "$work/explained" || die "$kind: no documentation"
	! grep 'Subject:.*@' "$work/explained" || die "$kind: a field is missing"
	[ "$(field PRIORITY)" = "$priority" ] || die "$kind: priority $(field PRIORITY)"
	[ "$(field SYSLOG_IDENTIFIER)" = weir ] || die "$kind: from $(field SYSLOG_IDENTIFIER)"
done || exit 1

# A flood: the journal gets its rate, the rest is summed up, other kinds are not touched.
say alert 5000
wait_for 20 reports .sinks.journal.queued 0 || die "the queue does not empty"
adds_up
left_out=$(report .sinks.journal.left_out)
[ "$left_out" -ge 4900 ] || die "only $left_out of 5000 were left out"
say event eth8
wait_for 20 counted WEIR_IFACE=eth8 1 || die "another kind is left out, too"
[ "$(grep -c . "$work/eve.json")" -ge 5000 ] || die "the file lacks some"
sinks_stop
wait_for 20 counted WEIR_LEFT_OUT=alert 1 || die "nothing says how many were left out"
of_weir WEIR_LEFT_OUT=alert "$since" >"$work/entry"
[ "$(field WEIR_COUNT)" = "$left_out" ] || die "$(cat "$work/entry")"
[ "$(count "$since" WEIR_EVENT=alert)" = $((5000 + 1 - left_out)) ] ||
	die "$(count "$since" WEIR_EVENT=alert) alerts in the journal, $left_out left out of 5001"
