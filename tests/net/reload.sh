#!/bin/sh
# SPDX-License-Identifier: MIT
# Another configuration for a running sensor, with traffic flowing: what is wrong is refused
# with its line and changes nothing, what is right holds at once, and no packet is missing.
# test-needs: python3 setpriv
set -u
. tests/net/quiet.sh

quiet_up
conf=$work/weir.conf
control=$work/run/control.sock

cat >"$work/datagrams.py" <<'PYTHON'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(65536).decode(errors="replace"), flush=True)
PYTHON
for socket in notify journal; do
	python3 "$work/datagrams.py" "$work/$socket" >"$work/$socket.log" &
	started $!
	wait_for 10 test -S "$work/$socket" || die "the $socket socket does not come up"
done

basic() { # what stays the same
	cat <<-CONF
		[Sensor]
		window = 1s
		bpffs = $bpffs
		state = $work/state
		[Control]
		socket = $control
		group = games
		[Metrics]
		socket = $work/run/metrics.sock
		[Eve]
		socket = $work/run/eve.sock
	CONF
}

basic >"$conf"
: >"$work/weir.log"
NOTIFY_SOCKET="$work/notify" nsenter --net=/run/netns/gw -- "$weir" run -c "$conf" --memory 16M \
	--journal "$work/journal" --account lan0 >"$work/weir.log" 2>&1 &
sensor_pid=$!
started "$sensor_pid"
wait_for 15 grep -q '^READY=1' "$work/notify.log" || die "$(cat "$work/weir.log")"

ask() { # VERB OPTION...
	"$weir" "$@" --socket "$control" >"$work/out" 2>"$work/err"
}

reload() { # STATUS
	ask reload
	is_count "exit code of reload ($(cat "$work/out" "$work/err"))" $? "$1"
}

says() { # FILE TEXT
	grep -qF -- "$2" "$work/$1" || die "$1 does not say '$2': $(cat "$work/$1")"
}

value() { # SECTION.KEY
	ask config show --running --json "$1" || die "config show --running $1: $(cat "$work/err")"
	jq -r '.settings[0].value | if type == "array" then join(" ") else . end' "$work/out"
}

# 300 pings, each two packets at this port, while all this happens.
nsenter --net=/run/netns/lan -- ping -q -n -i 0.005 -c 300 203.0.113.10 >"$work/ping.log" &
ping_pid=$!
started "$ping_pid"

# Refused, each for another reason, and told everywhere; nothing changes.
{ basic && printf '[Alert]\nbudget = 30\nquiet = soon\n'; } >"$conf"
line=$(wc -l <"$conf")
reload 78
says err "weir: $conf:$line: wrong value 'soon'; quiet takes a time of 1s to 1d"
says weir.log "configuration not taken over: $conf:$line: wrong value 'soon'"
wait_for 5 grep -q 'WEIR_EVENT=config-rejected' "$work/journal.log" || die "no config-rejected"
is_count "RELOADING=1, then READY=1" \
	"$(grep -c -e '^RELOADING=1' -e '^MONOTONIC_USEC=' -e '^READY=1' "$work/notify.log")" 4
ask status
says out 'the last reload was refused'
# A message that quotes half a character arrives all the same.
{ basic && printf '[Alert]\nquiet = %099dé\n' 0; } >"$conf"
reload 78
says err "wrong value '000"
ask status
says out 'the last reload was refused'
{ basic && printf 'file = %s/none/eve.json\n[Alert]\nbudget = 30\n' "$work"; } >"$conf"
reload 78
says err "cannot open $work/none/eve.json: No such file or directory"
echo '{}' >"$work/bad.json"
{ basic && printf '[Alert]\nbudget = 30\n[Sensor]\nmodel = %s/bad.json\n' "$work"; } |
	sed "/^window/{h;d};" >"$conf"
reload 78
says err "model $work/bad.json: schema: not 1"
# The sensor has no capability left by which root reads what is another's.
chown nobody "$conf" && chmod 600 "$conf"
reload 78
says err "$conf: Permission denied"
is_count "budget after refusals" "$(value Alert.budget)" 20

# Taken over, all of it; as an admin's group may read it.
chown root:games "$conf" && chmod 640 "$conf"
{ basic && cat <<-CONF; } >"$conf"
	file = $work/eve.json
	stats = 1s
	queue = 2M
	[Network]
	scanner = 192.168.77.10
	home = 192.168.77.0/24
	[Alert]
	budget = 30
CONF
sed -i 's/^window = .*/&\nmodel = none\nname = other\nlog = debug/' "$conf"
python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.recv(1)' "$work/run/eve.sock" & # a reader, who is to connect anew
started $!
reader=$!
reload 0
for change in 'changed: Alert.budget (20 -> 30)' 'changed: Network.home (empty -> 192.168.77.0/24)' \
	"changed: Eve.file (empty -> $work/eve.json)" 'changed: Eve.queue (1M -> 2M)' \
	'changed: model (default-2 -> none)' 'needs a restart: Sensor.name (empty -> other)'; do
	says out "$change"
done
wait "$reader"
ask status --json
is_count "troubles" "$(jq -c '[.troubles[] | select(.name == "config" or .name == "restart").text]' \
	"$work/out")" '["a changed key waits for a restart: Sensor.name (empty -> other)"]'
[ -S "$work/run/eve.sock" ] && [ ! -e "$work/run/eve.sock.new" ] || die "the socket is not back"
is_count "budget" "$(value Alert.budget)" 30
is_count "memory, by the command line" "$(value Sensor.memory)" 16M
is_count "where it is from" "$(jq -r '.settings[0].origin' "$work/out")" "command line"
is_count "name, until a restart" "$(value Sensor.name)" ""
is_count "name, after one" "$(jq -r '.settings[0].after_restart' "$work/out")" other
wait_for 10 grep -q '"event_type":"stats"' "$work/eve.json" || die "no statistics in the new file"
reload 0
says out "configuration reloaded: nothing changed"

# By a signal; the file is opened again, too.
mv "$work/eve.json" "$work/eve.json.1"
basic >"$conf"
sed -i 's/^window = .*/&\nlog = info/' "$conf"
printf 'file = %s/eve.json\n' "$work" >>"$conf"
kill -HUP "$sensor_pid"
wait_for 10 grep -q 'configuration reloaded: .*model (none -> default-2)' "$work/weir.log" ||
	die "SIGHUP does not reload: $(cat "$work/weir.log")"
[ -e "$work/eve.json" ] || die "SIGHUP does not open the file again"

# Models, by hand: not a bad one; back, and back again.
ask model load "$work/bad.json"
is_count "exit code for a bad model" $? 1
says err "model $work/bad.json: schema: not 1"
cp models/default.json "$work/other.json"
ask model load "$work/other.json" || die "model load: $(cat "$work/err")"
says out "model default-2, revision 2, is in use until the sensor ends"
ask model list --json
is_count "in use" "$(jq -r '.models[0] | .use + " " + .file' "$work/out")" "now $work/other.json"
reload 0
ask model list --json
is_count "still, after a reload" "$(jq -r '.models[0].file' "$work/out")" "$work/other.json"
ask model rollback || die "model rollback: $(cat "$work/err")"
ask model list --json
is_count "before" "$(jq -r '.models[1] | .use + " " + .file' "$work/out")" "before $work/other.json"
for event in model-loaded model-rejected model-rolled-back config-reloaded; do
	wait_for 5 grep -q "WEIR_EVENT=$event" "$work/journal.log" || die "no $event"
done

# Not for everybody.
chmod 711 "$work" "$work/run"
cp "$weir" "$work/weir"
setpriv --reuid 65534 --regid games --clear-groups "$work/weir" reload --socket "$control" \
	>"$work/out" 2>&1
is_count "exit code for a reader" $? 4

wait "$ping_pid" || die "ping lost packets: $(cat "$work/ping.log")"
grep -q ' 300 received' "$work/ping.log" || die "$(cat "$work/ping.log")"
sensor_stop
is_count "seen" "$(account .seen.packets)" 600
echo "note: 600 packets over 8 reloads, none missing"
