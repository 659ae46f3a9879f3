#!/bin/sh
# SPDX-License-Identifier: MIT
# Consumers of EVE under a flood: one follows the file over logrotate's renames and misses no
# line; one on the socket and one that weir connects to stall, and what they lack is what was
# counted as lost for them; nobody else lacks a line.
# test-needs: jq logrotate python3 socat
set -u
. tests/net/sinks.sh

# Follows a file as a shipper does: an old one is read on until nobody can write to it.
cat >"$work/follow.py" <<'PYTHON'
import os, sys, time
path, files, inodes = sys.argv[1], [], set()
out = open(sys.argv[2], "wb", buffering=0)
while True:
    try:
        inode = os.stat(path).st_ino
        if inode not in inodes:
            files.append(open(path, "rb"))
            inodes.add(os.fstat(files[-1].fileno()).st_ino)
    except FileNotFoundError:
        pass
    for file in files:
        out.write(file.read())
    time.sleep(0.01)
PYTHON

# The shipped rules, which tell the sensor by its control socket here.
mkdir "$work/log"
cat >"$work/reopen" <<SCRIPT
#!/bin/sh
printf '{"version":"0.2"}\n{"command":"reopen-log-files"}\n' |
	socat -t 5 - "UNIX-CONNECT:$work/run/control.sock" >>"$work/reopened"
SCRIPT
chmod +x "$work/reopen"
{
	echo create
	sed "s#/var/log/weir#$work/log#; s#^.*systemctl.*#$work/reopen#; /compress/d" \
		scripts/debian/weir.logrotate
} >"$work/logrotate.conf"
grep -q "$work/reopen" "$work/logrotate.conf" || die "$(cat "$work/logrotate.conf")"

lines() { # FILE NUMBER
	[ "$(wc -l <"$1")" = "$2" ]
}

socat -u "UNIX-LISTEN:$work/consumer.sock" "CREATE:$work/consumer.out" &
consumer_pid=$!
started "$consumer_pid"
wait_for 10 test -S "$work/consumer.sock" || die "the consumer does not listen"
mkdir -p "$work/run"
sinks_start -e "$work/run/eve.sock" -f "$work/log/eve.json" -o "$work/consumer.sock" \
	-c "$work/run/control.sock"
wait_for 10 test -S "$work/run/eve.sock" || die "no socket"
for name in slow quick; do
	socat -u "UNIX-CONNECT:$work/run/eve.sock" "CREATE:$work/$name.out" &
	started $!
	eval "${name}_pid=$!"
done
python3 "$work/follow.py" "$work/log/eve.json" "$work/followed" &
started $!
wait_for 10 reports .sinks.eve_socket.readers 2 || die "the readers are not seen"
wait_for 10 reports .sinks.eve_connect.up true || die "the consumer is not found"

kill -STOP "$slow_pid" "$consumer_pid"
made=0
for round in 1 2 3 4; do
	_part=0
	while [ $_part -lt 10 ]; do
		say alert 100 # in parts: who is quick is to keep up
		made=$((made + 100))
		wait_for 20 lines "$work/quick.out" $made || die "a stalled one holds up the others"
		_part=$((_part + 1))
	done
	say alert 100
	[ $round = 4 ] || logrotate -f -s "$work/logrotate.state" "$work/logrotate.conf" ||
		die "logrotate"
	made=$((made + 100))
done
wait_for 20 lines "$work/quick.out" $made || die "$(wc -l <"$work/quick.out") of $made"
wait_for 20 lines "$work/followed" $made ||
	die "the follower has $(wc -l <"$work/followed") of $made"
[ "$(ls "$work"/log/eve.json*)" = "$(printf "$work/log/eve.json%s\n" '' .1 .2 .3)" ] ||
	die "rotated: $(ls "$work/log")"
[ "$(cat "$work"/log/eve.json* | wc -l)" = $made ] || die "lines are missing in the files"
[ "$(grep -c '"done"' "$work/reopened")" = 3 ] || die "$(cat "$work/reopened")"

socket=$(report .sinks.eve_socket.lost)
connect=$(report .sinks.eve_connect.lost)
[ "$socket" -gt 0 ] && [ "$connect" -gt 0 ] || die "nothing was lost: $socket, $connect"
kill -CONT "$slow_pid" "$consumer_pid"
wait_for 20 lines "$work/slow.out" $((made - socket)) ||
	die "$(wc -l <"$work/slow.out") lines, $socket lost of $made"
wait_for 20 lines "$work/consumer.out" $((made - connect)) ||
	die "$(wc -l <"$work/consumer.out") lines, $connect lost of $made"
reports '.sinks.eve_socket | .sent + .lost' $((2 * made)) || die "$(report .sinks)"
reports '.sinks.eve_connect | .sent + .lost + .queued == .emitted' true || die "$(report .sinks)"
reports .sinks.eve_file.lost 0 || die "$(report .sinks)"
"$builddir/tests/net/eve_check" "$work/followed" "$work/slow.out" "$work/consumer.out" ||
	die "a line is torn or breaks the rules"
sinks_stop
echo "note: of $made alerts a stalled reader lost $socket, a stalled consumer $connect, others none"
