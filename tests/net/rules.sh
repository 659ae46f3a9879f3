#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules against false alarms in a running sensor: an alarm is proposed a rule, acknowledged
# and silenced; a file is wrong, then right; all that was said holds after a restart.
# test-needs: python3 jq
set -u
. tests/net/quiet.sh

quiet_up
conf=$work/weir.conf
control=$work/run/control.sock
mkdir "$work/allow.d" "$work/suppress.d"
cat >"$conf" <<CONF
[Sensor]
memory = 16M
[Rules]
allow = $work/allow.d
suppress = $work/suppress.d
vendor = systemd/none
CONF
mkdir -p "$work/state"

start() {
	sensor_start -c "$conf" --journal off --model none --window 1s lan0
	wait_for 15 test -S "$control" || die "no control socket: $(cat "$work/weir.log")"
}
ask() { # VERB OPTION...
	"$weir" "$@" --socket "$control" >"$work/out" 2>"$work/err"
}
good() { # VERB OPTION...
	ask "$@" || die "weir $*: $(cat "$work/err")"
}
says() { # TEXT
	grep -qe "$1" "$work/out" "$work/err" || die "no '$1' in: $(cat "$work/out" "$work/err")"
}

# Connects to closed ports, from then on those given again.
scan() { # FIRST_PORT
	in_lan python3 - "$1" <<'PYTHON'
import socket, sys
for port in range(int(sys.argv[1]), int(sys.argv[1]) + 60):
    with socket.socket() as s:
        s.connect_ex(("203.0.113.10", port))
PYTHON
}
new_alarms() {
	jq -c 'select(.event_type == "alert" and .alert.context.weir.stage == "new")' "$work/eve.json" |
		wc -l
}
at_least() { # COMMAND NUMBER
	[ "$($1)" -ge "$2" ]
}

start
scan 2000
wait_for 15 at_least new_alarms 1 || die "no alarm: $(cat "$work/weir.log")"
id=$(jq -r 'select(.event_type == "alert").alert.context.weir.alert_id' "$work/eve.json" | head -1)

good ack "$id" --comment "a port scan of mine"
good alerts --acked
says "$(echo "$id" | cut -c1-8)"
good explain "$id"
says "^marked   acknowledged by .*: a port scan of mine"
ask ack "$id" --comment "$(printf 'two\nlines')"
is_count "exit code for a comment of two lines" $? 2

good fp "$id"
says '^class = portscan'
says '^device = .*192.168.77.10'
says '^peer = 203.0.113.10'
good fp "$id" --for 30d --apply
says 'alarm .* marked false'
ask fp "$id" --apply
is_count "exit code of a second one of its name" $? 1
says 'there is a rule of this name'

good suppress add lab --device 192.168.77.0/24 --class dos,scan --port 22 --comment "the lab"
ask suppress add nothing --hours 1-2
is_count "exit code of a rule for everything" $? 2
says "a rule for everything: 'nothing'"
ask suppress add wrong --device 10.0.0.0/33
says "wrong value '10.0.0.0/33'; device takes addresses"
ask suppress del none
is_count "exit code of a rule that is not there" $? 5
good allow add short --port 9 --expires 1s
wait_for 10 grep -q 'the allow rule short .* has expired' "$work/weir.log" || die "no word of expiry"
good allow list
says '^short  expired, added, 0 hits, expires '

# A file: wrong, then right.
printf '[Rule "file"]\nport = 53\nclass = nothing\n' >"$work/suppress.d/a.conf"
ask reload
is_count "exit code of a reload with a wrong rule" $? 78
says "suppress.d/a.conf:3: wrong value 'nothing'"
printf '[Rule "file"]\nport = 53\n' >"$work/suppress.d/a.conf"
good reload
good suppress list --json
is_count "rules" "$(jq -c '[.[].name] | sort' "$work/out")" "[\"file\",\"fp-$(echo "$id" | cut -c1-8)\",\"lab\"]"
ask suppress del file
says 'suppress.d/a.conf:1 has it: take it out there'

# All of it holds after a restart; the scan goes on and nobody hears of it.
kill -TERM "$sensor_pid"
wait "$sensor_pid"
is_count "exit code of the sensor" $? 0
: >"$work/eve.json"
start
scan 2000
suppressed() {
	ask stats --json && jq .alerts.suppressed "$work/out"
}
wait_for 15 at_least suppressed 1 || die "not suppressed: $(cat "$work/weir.log")"
is_count "alarms that were told" "$(new_alarms)" 0
good suppress list --json
is_count "hits" "$(jq '[.[] | select(.name | startswith("fp-")).hits] | add >= 1' "$work/out")" true
good explain
says 'Not reported: rule fp-'
good alerts
! grep -q portscan "$work/out" || die "alerts shows what is suppressed: $(cat "$work/out")"
good alerts --all
says portscan
good explain "$id"
says '^marked   false by '
good allow list
says '^short  expired'
good suppress del lab
good stats
says 'alarms suppressed'
says 'held back by the suppress rule fp-'

# A broken memory of rules is set aside.
kill -TERM "$sensor_pid"
wait "$sensor_pid"
is_count "exit code of the sensor" $? 0
is_count "hits are kept" "$(jq '.rules | length >= 1' "$work/state/rules/memory.json")" true
echo '{"version":1' >"$work/state/rules/memory.json"
start
grep -q 'memory.json: cannot be used .*kept aside' "$work/weir.log" || die "$(cat "$work/weir.log")"
good suppress list
says '^fp-'
