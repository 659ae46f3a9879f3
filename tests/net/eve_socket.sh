#!/bin/sh
# SPDX-License-Identifier: MIT
# The EVE socket with real readers: each gets what it asked for, one that is stopped loses
# whole lines that are counted and holds nobody up, one that is killed is forgotten; and
# `weir alerts --follow` shows what was and what comes.
# test-needs: jq socat
set -u
. tests/net/sinks.sh

eve=$work/run/eve.sock
control=$work/run/control.sock

reader() { # NAME REQUEST DESCRIPTOR
	mkfifo "$work/$1.in"
	socat - "UNIX-CONNECT:$eve" <"$work/$1.in" >"$work/$1.out" 2>"$work/$1.err" &
	reader_pid=$!
	started "$reader_pid"
	eval "exec $3>\"$work/$1.in\""
	[ -z "$2" ] || echo "$2" >"$work/$1.in"
}

lines() { # FILE NUMBER
	[ "$(wc -l <"$1")" = "$2" ]
}

has() { # FILE TEXT
	grep -q "$2" "$1"
}

kinds() { # FILE: "2 alert 1 stats"
	jq -r .event_type "$1" | sort | uniq -c | awk '{ printf "%s%s %s", sep, $1, $2; sep = " " }'
}

sinks_start -e "$eve" -c "$control" -f "$work/eve.json"
wait_for 10 test -S "$eve" || die "no socket"
reader plain '' 3
wait_for 10 reports .sinks.eve_socket.readers 1 || die "the reader is not seen"
reader flows '{"subscribe":["flow"],"unsubscribe":["stats"]}' 4
flows_pid=$reader_pid
wait_for 10 reports .sinks.eve_socket.readers 2 || die "the second reader is not seen"
sleep 0.3 # its request has no answer to wait for
say alert 2
say flow 3
say stats 1
wait_for 10 lines "$work/flows.out" 5 || die "flows: $(kinds "$work/flows.out")"
wait_for 10 lines "$work/plain.out" 3 || die "plain: $(kinds "$work/plain.out")"
[ "$(kinds "$work/plain.out")" = "2 alert 1 stats" ] || die "plain: $(kinds "$work/plain.out")"
[ "$(kinds "$work/flows.out")" = "2 alert 3 flow" ] || die "flows: $(kinds "$work/flows.out")"
[ "$(kinds "$work/eve.json")" = "2 alert 3 flow 1 stats" ] || die "file: $(kinds "$work/eve.json")"

kill -STOP "$flows_pid"
_times=0
while [ $_times -lt 40 ]; do
	say flow 100 # in parts: the other reader is to keep up
	report .uptime >/dev/null
	_times=$((_times + 1))
done
say alert 1
wait_for 20 lines "$work/plain.out" 4 || die "a stopped reader holds another one up"
lost=$(report .sinks.eve_socket.lost)
[ "$lost" -gt 0 ] || die "nothing lost by a reader that is stopped"
kill -CONT "$flows_pid"
wait_for 20 lines "$work/flows.out" $((5 + 4000 + 1 - lost)) ||
	die "$(wc -l <"$work/flows.out") lines, $lost lost of $((5 + 4000 + 1))"
jq -e . "$work/flows.out" >"$work/parsed" || die "a line is torn"

"$weir" alerts --follow --socket "$control" --eve "$eve" >"$work/follow.out" 2>"$work/follow.err" &
follow_pid=$!
started "$follow_pid"
wait_for 10 lines "$work/follow.out" 3 || die "followed: $(cat "$work/follow.out")"
say alert 1
wait_for 10 lines "$work/follow.out" 4 || die "the new alert is not followed"
grep -q ' low  *test  *new  *Test alert about outside host 192.0.2.1' "$work/follow.out" ||
	die "$(cat "$work/follow.out")"
"$weir" flows --follow --json --state new --socket "$control" --eve "$eve" >"$work/ended.out" &
ended_pid=$!
started "$ended_pid"
wait_for 10 reports .sinks.eve_socket.readers 4 || die "flows are not followed"
# It asks for flows, after it has connected.
said=0
until [ -s "$work/ended.out" ] || [ $said = 100 ]; do
	say flow 1
	sleep 0.1
	said=$((said + 1))
done
[ "$(jq -r .flow.state "$work/ended.out" | sort -u)" = new ] || die "$(cat "$work/ended.out")"
kill "$ended_pid"
wait_for 10 reports .sinks.eve_socket.readers 3 || die "it stays when it is killed"

kill -9 "$flows_pid"
wait_for 10 reports .sinks.eve_socket.readers 2 || die "a killed reader is not forgotten"
mv "$work/eve.json" "$work/eve.json.1"
printf '{"version":"0.2"}\n{"command":"reopen-log-files"}\n' |
	socat -t 5 - "UNIX-CONNECT:$control" >"$work/answer" || die "socat"
[ "$(tail -n 1 "$work/answer")" = '{"return":"OK","message":"done"}' ] || die "$(cat "$work/answer")"
say alert 1
wait_for 10 lines "$work/eve.json" 1 || die "the file is not made anew"
lines "$work/eve.json.1" $((6 + 4000 + 2 + said)) || die "the moved file has $(wc -l <"$work/eve.json.1")"
sinks_stop
wait "$follow_pid"
[ $? = 3 ] || die "follow does not end with the sensor"
[ ! -e "$eve" ] || die "the socket file stays"
echo "note: $lost lines lost by the stopped reader, none torn"
