#!/bin/sh
# SPDX-License-Identifier: MIT
# The control socket through the verbs: what they print, who may do what by user and group,
# and their exit codes.
# test-needs: jq socat setpriv
set -u
. tests/net/sinks.sh

control=$work/run/control.sock
eve=$work/run/eve.sock
readers=games admins=staff
getent group $readers >/dev/null && getent group $admins >/dev/null || skip "needs Debian's groups"

exits() { # STATUS COMMAND...
	_expected=$1
	shift
	"$@" >"$work/out" 2>"$work/err"
	_status=$?
	[ $_status = "$_expected" ] || die "$* exits $_status: $(cat "$work/out" "$work/err")"
}

as() { # GROUP GROUPS VERB...: nobody in these groups
	_group=$1 _groups=$2
	shift 2
	setpriv --reuid 65534 --regid "$_group" --groups "$_groups" "$work/weir" "$@" \
		--socket "$control"
}

says() { # TEXT
	grep -q -- "$1" "$work/out" || die "no '$1' in: $(cat "$work/out")"
}

for verb in status stats alerts explain test-alert; do
	exits 3 "$weir" $verb --socket "$control"
	exits 2 "$weir" $verb --no-such-option
	exits 0 "$weir" $verb --help
	says "usage: weir $verb"
done
sinks_start -g $readers -a $admins -c "$control" -e "$eve" -f "$work/eve.json"
wait_for 10 test -S "$control" || die "no socket"
chmod 711 "$work"
chmod 755 "$work/run"
cp "$weir" "$work/weir" # where anybody can run it

exits 0 "$weir" status --socket "$control"
says '^weir .* on driver, up [0-9]* s$'
says '^eth0      in none, out none'
says '^account   holds$'
exits 0 "$weir" status --json --socket "$control"
[ "$(jq -r '.interfaces[0].name' "$work/out")" = eth0 ] || die "$(cat "$work/out")"
exits 0 "$weir" stats --socket "$control"
says '^seen  *0 packets  *0 bytes$'
exits 0 "$weir" stats --json --socket "$control"
[ "$(jq -r .account.seen.packets "$work/out")" = 0 ] || die "$(cat "$work/out")"

exits 0 "$weir" test-alert --socket "$control"
exits 0 "$weir" alerts --json --socket "$control"
cmp -s "$work/out" "$work/eve.json" || die "alerts --json is not the event"
exits 0 "$weir" alerts -n 0 --socket "$control"
[ ! -s "$work/out" ] || die "-n 0 prints $(cat "$work/out")"
for filter in "--class test" "--severity low" "--ip 192.0.2.0/24" "--port 22" "--open" "--all" \
	"--until 1h"; do
	# shellcheck disable=SC2086
	exits 0 "$weir" alerts $filter --socket "$control"
	says 'low .*test .*new .*Test alert'
done
for filter in "--class flood" "--severity high" "--ip 10.0.0.0/8" "--port 1" "--acked" \
	"--suppressed" "--since 1h"; do
	# shellcheck disable=SC2086
	exits 0 "$weir" alerts $filter --socket "$control"
	[ ! -s "$work/out" ] || die "$filter prints $(cat "$work/out")"
done
exits 2 "$weir" alerts --severity grave --socket "$control"
grep -q -- '--severity grave: expected high, medium, low' "$work/err" || die "$(cat "$work/err")"

id=$(jq -r .alert.context.weir.alert_id "$work/eve.json")
exits 0 "$weir" explain --socket "$control"
says "^$(echo "$id" | cut -c1-8)  .*low  *test: Test alert"
exits 0 "$weir" explain --socket "$control" "$(echo "$id" | cut -c1-6)"
says "^alarm    $id$"
says '^What each layer says$'
exits 0 "$weir" explain --json --socket "$control" "$id"
[ "$(jq -c .alert "$work/out")" = "$(jq -c . "$work/eve.json")" ] ||
	die "explain --json has another event"
exits 5 "$weir" explain --socket "$control" ffffffff
exits 2 "$weir" explain --socket "$control" "$id" "$id"

exits 4 as nogroup nogroup status
exits 0 as $readers $readers status
exits 0 as nogroup nogroup,$readers status
exits 4 as $readers $readers test-alert
grep -q 'permission denied' "$work/err" || die "$(cat "$work/err")"
exits 0 as $readers $admins test-alert
exits 0 as $admins $readers test-alert
exits 0 "$weir" alerts --json --socket "$control"
[ "$(wc -l <"$work/out")" = 3 ] || die "three alerts were raised: $(cat "$work/out")"
[ "$(stat -c '%a %G' "$control" "$eve" | sort -u)" = "660 $readers" ] ||
	die "$(stat -c '%a %G %n' "$control" "$eve")"

# A second server leaves the first alone; a dead one's socket is taken over.
exits 1 "$sink_driver" -c "$control" </dev/null
exits 0 "$weir" status --socket "$control"
kill -9 "$driver_pid"
wait "$driver_pid" 2>/dev/null
exec 7>&-
rm "$work/commands"
exits 3 "$weir" status --socket "$control"
sinks_start -c "$control" -e "$eve"
wait_for 10 "$weir" status --socket "$control" >"$work/out" 2>&1 || die "not taken over"

printf '{"version":"0.2"}\n{"command":"shutdown"}\n' |
	socat -t 5 - "UNIX-CONNECT:$control" >"$work/answer" || die "socat"
[ "$(tail -n 1 "$work/answer")" = '{"return":"OK","message":"Closing weir"}' ] ||
	die "$(cat "$work/answer")"
wait "$driver_pid" || die "shutdown ends with $?"
[ ! -e "$control" ] || die "the socket file stays"
