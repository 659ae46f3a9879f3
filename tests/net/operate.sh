#!/bin/sh
# SPDX-License-Identifier: MIT
# A running sensor is asked and told: by systemd's notify socket, by the control socket, by
# signals. What it says of its interfaces is what is there.
set -u
. tests/net/quiet.sh

command -v python3 >/dev/null || skip "needs python3"
quiet_up

cat >"$work/notified.py" <<'PYTHON'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(4096).decode(), flush=True)
PYTHON
python3 "$work/notified.py" "$work/notify" >"$work/notified.log" &
started $!
wait_for 10 test -S "$work/notify" || die "the notify socket does not come up"
export NOTIFY_SOCKET="$work/notify" WATCHDOG_USEC=4000000

sensor_start --account --journal off --window 1s lan0 wan0
# The variable names the process it is for; here none, so it is for this one.
wait_for 10 grep -q '^READY=1' "$work/notified.log" || die "READY is not told"
grep -q '^WATCHDOG=1' "$work/notified.log" || wait_for 5 grep -q '^WATCHDOG=1' "$work/notified.log" ||
	die "the watchdog is not fed"
unset NOTIFY_SOCKET WATCHDOG_USEC
pings 30
sleep 2.5
grep -q '^STATUS=.* packets/s' "$work/notified.log" || die "no status for systemd"

ask() { # VERB OPTION...
	"$weir" "$@" --socket "$work/run/control.sock"
}

ask status --json >"$work/status.json" || die "status fails"
is_count "interfaces" "$(jq -c '[.interfaces[].name]' "$work/status.json")" '["lan0","wan0"]'
is_count "account" "$(jq .account_holds "$work/status.json")" true
ask stats --json >"$work/stats.json" || die "stats fails"
is_count "seen" "$(jq .account.seen.packets "$work/stats.json")" 120

# What no protocol of the gateway wants is counted by weir, and as dropped by Linux: no loss.
in_lan python3 -c 'import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
for _ in range(20):
    s.send(bytes.fromhex("ffffffffffff02000000000188cc") + bytes(50))'
is_count "dropped by Linux" "$(ip -n gw -j -s link show dev lan0 | jq '.[0].stats64.rx.dropped')" 20
sleep 2.5
ask stats --json >"$work/stats.json" || die "stats fails"
is_count "not IP" "$(jq .account.not_ip.packets "$work/stats.json")" 20
! grep 'dropped' "$work/weir.log" || die "counted packets are called lost"

# A test alert goes through every sink; after SIGHUP the file is a new one.
ask test-alert >/dev/null || die "test-alert fails"
wait_for 5 grep -q '"class":"test"' "$work/eve.json" || die "no test alert in the file"
mv "$work/eve.json" "$work/eve.json.1"
kill -HUP "$sensor_pid"
wait_for 5 test -e "$work/eve.json" || die "SIGHUP does not open the file again"
ask test-alert >/dev/null || die "the second test-alert fails"
wait_for 5 grep -q '"class":"test"' "$work/eve.json" || die "the new file stays empty"
is_count "alerts here" "$(grep -c 'low.*test: Test alert' "$work/weir.log")" 2

id=$(jq -r 'select(.event_type == "alert").alert.context.weir.alert_id' "$work/eve.json" | head -1)
ask explain >"$work/explain.log" || die "explain fails"
grep -q "^$(echo "$id" | cut -c1-8) .*test: Test alert" "$work/explain.log" ||
	die "explain lists no test alert: $(cat "$work/explain.log")"
ask explain "$(echo "$id" | cut -c1-4)" >"$work/explain.log" || die "explain ID fails"
grep -q '^What to do next' "$work/explain.log" || die "$(cat "$work/explain.log")"
ask explain 0123 2>/dev/null
is_count "exit code for an unknown id" $? 5

printf '{"version":"0.2"}\n{"command":"shutdown"}\n' |
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
for line in sys.stdin:
    s.sendall(line.encode())
    sys.stdout.write(s.recv(4096).decode())' "$work/run/control.sock" >"$work/shutdown.log"
wait "$sensor_pid"
is_count "exit code after shutdown" $? 0
grep -q STOPPING=1 "$work/notified.log" || die "STOPPING is not told"
is_count "seen at the end" "$(account .seen.packets)" 140
