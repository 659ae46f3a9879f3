#!/bin/sh
# SPDX-License-Identifier: MIT
# A baseline learned live for some seconds: no anomalies until then, nothing about what was
# learned after it, an anomaly from what no rule names, over a restart of the sensor; and
# the commands of weir baseline.
set -u
. tests/net/quiet.sh

command -v python3 >/dev/null || skip "needs python3"
state=$work/state
quiet_up
for host in 1 2 3 4 5 6 7 8; do
	ip -n lan addr add "192.168.77.2$host/24" dev eth0
	neighbour gw lan0 "192.168.77.2$host" lan eth0
done

cat >"$work/echo.py" <<'PYTHON'
import random, socket, sys, threading, time
random.seed(1)
server = "203.0.113.10"
def serve():
    def echo(c):
        while True:
            data = c.recv(65536)
            if not data:
                break
            c.sendall(data)
        c.close()
    def accept(port):
        s = socket.create_server((server, port))
        while True:
            threading.Thread(target=echo, args=(s.accept()[0],), daemon=True).start()
    for port in range(7001, 7005):
        threading.Thread(target=accept, args=(port,), daemon=True).start()
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((server, 7000))
    while True:
        s.sendto(*s.recvfrom(100))
# Every host, a little each second; by the clock, so that each window has as much.
def chatter():
    begin, kept = time.monotonic(), []
    for n in range(1000000):
        if n % 3 == 0:
            kept = kept[-24:] + [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(8)]
            for host in range(8):
                kept[host - 8].bind(("192.168.77.2%d" % (host + 1), 0))
        if n % 3 < 2:
            for s in kept[-8:]:
                s.sendto(bytes(56), (server, 7000))
        time.sleep(max(0, begin + n / 2 - time.monotonic()))
def exchange(address):
    while True:
        s = socket.create_connection((server, random.randint(7001, 7004)),
                                     source_address=(address, 0))
        left = random.randint(100000, 900000)
        while left > 0:
            s.sendall(b"x" * 20000)
            got = 0
            while got < 20000:
                got += len(s.recv(65536))
            left -= 20000
        s.close()
        time.sleep(random.random())
{"serve": serve, "chatter": chatter}.get(sys.argv[1], lambda: exchange(sys.argv[1]))()
PYTHON
behind wan python3 "$work/echo.py" serve

ask() { # VERB OPTION...
	"$weir" "$@" --socket "$work/run/control.sock" 2>"$work/err"
}
baseline() { # JQ_EXPRESSION
	ask baseline status --json | jq -r "$1"
}
is_state() { # STATE
	[ "$(baseline .state)" = "$1" ]
}
anomalies() {
	jq -r 'select(.event_type == "alert") | .alert.context.weir |
		select(.class == "anomaly" and .stage == "new") | .message' "$work/eve.json"
}

behind lan python3 "$work/echo.py" chatter
sensor_start --journal off --window 1s --state "$state" lan0
wait_for 10 is_state none || die "a new site has a baseline: $(baseline .)"
ask baseline stop && die "nothing can be stopped, but is"
grep -q 'nothing is being learned' "$work/err" || die "$(cat "$work/err")"
ask baseline rollback
[ $? = 5 ] || die "not exit 5, not found, for a version that is not there"
# Longer than a window, so that its begin, middle and end are all learned.
ask baseline start --duration 34s >"$work/out" || die "$(cat "$work/err")"
grep -q '^baseline: learning' "$work/out" || die "$(cat "$work/out")"
sleep 4
# What was learned so far outlives a restart.
sensor_stop
sensor_start --journal off --window 1s --state "$state" lan0
is_state learning || die "learning does not go on: $(baseline .)"
[ "$(baseline .learning.seconds)" -ge 3 ] || die "begins anew: $(baseline .learning)"
[ "$(baseline .learning.left)" -le 31 ] || die "too long: $(baseline .learning)"
wait_for 60 is_state "in use" || die "is not learned: $(baseline .)"
is_count version "$(baseline .baseline.version)" 1
[ -s "$state/baseline/1.json" ] && [ ! -e "$state/baseline/sample" ] || die "$(ls "$state/baseline")"
is_count current "$(readlink "$state/baseline/current")" 1.json
ask baseline list | grep -q '^1 (in use), made ' || die "not listed"
ask status | grep -q '^baseline  in use, version 1' || die "status does not say so"

# So that the third window of 30 s begins soon.
while [ $(($(date +%s) % 30)) != 20 ]; do
	sleep 0.2
done
[ -z "$(anomalies)" ] || die "an anomaly of what was learned: $(anomalies)"
behind lan python3 "$work/echo.py" 192.168.77.23
wait_for 75 grep -q '"anomaly"' "$work/eve.json" || die "no anomaly: $(baseline .)"
anomalies | grep -q 'by inside host 192.168.77.23 ' || die "$(anomalies)"
[ "$(anomalies | wc -l)" = 1 ] || die "more than one: $(anomalies)"
jq -e 'select(.event_type == "alert") | .alert.context.weir | .detector == "iforest" and
	.score > .threshold and .layers.iforest == .score and (.reasons | length) > 1' \
	"$work/eve.json" >/dev/null || die "$(cat "$work/eve.json")"
echo "note: $(anomalies)"

ask baseline start --duration 1h >/dev/null || die "$(cat "$work/err")"
is_state learning || die "does not learn anew"
ask baseline reset >/dev/null || die "$(cat "$work/err")"
is_state none || die "is not reset: $(baseline .)"
ask baseline rollback 1 >/dev/null || die "$(cat "$work/err")"
is_state "in use" || die "no way back: $(baseline .)"
sensor_stop

# A damaged version is told and not used; the sensor runs.
echo '{}' >"$state/baseline/1.json"
sensor_start --journal off --window 1s --state "$state" lan0
is_state none || die "uses a damaged baseline: $(baseline .)"
[ -n "$(baseline .rejected)" ] && grep -q 'is not used: checksum' "$work/weir.log" ||
	die "does not say that it is damaged"
sensor_stop
