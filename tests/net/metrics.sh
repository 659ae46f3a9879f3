#!/bin/sh
# SPDX-License-Identifier: MIT
# A live sensor for Prometheus: the page on a UNIX socket and on loopback, the file for
# node_exporter and `weir metrics` say the same, and what was sent; a consumer that weir
# connects to dies and comes back; every event it wrote is checked by the rules of EVE.
# test-needs: curl jq socat
set -u
. tests/net/quiet.sh

check=$builddir/tests/net/eve_check
[ -x "$check" ] || die "build the tests first: make tests"
quiet_up

cat >"$work/weir.conf" <<CONF
[Metrics]
listen = 127.0.0.1:9209
textfile = $work/weir.prom
[Eve]
connect = $work/consumer.sock
stats = 1s
CONF

consumer_start() { # NAME
	socat -u "UNIX-LISTEN:$work/$1.sock,unlink-early" "CREATE:$work/$1.out" &
	consumer_pid=$!
	started "$consumer_pid"
	wait_for 10 test -S "$work/$1.sock" || die "the consumer does not listen"
}

page() { # CURL_OPTION...
	in_gw curl -sS --max-time 10 "$@"
}

value() { # FILE SAMPLE
	sed -n "s/^$2 //p" "$1"
}

sum() { # FILE FAMILY
	awk -v name="$2" 'index($0, name "{") == 1 { sum += $NF } END { print sum + 0 }' "$1"
}

seen() { # NUMBER
	page --unix-socket "$work/run/metrics.sock" http://weir/metrics >"$work/page" &&
		[ "$(sum "$work/page" weir_packets_total)" -ge "$1" ]
}

has() { # FILE TEXT
	grep -q "$2" "$1"
}

consumer_start consumer
sensor_start -c "$work/weir.conf" --journal "$work/nobody" --window 1s lan0 wan0
grep -q "alerts: .*$work/consumer.sock$" "$work/weir.log" || die "$(cat "$work/weir.log")"
grep -q 'alerts: .*journald (not there yet)' "$work/weir.log" || die "$(cat "$work/weir.log")"
! grep -E '(warning|error):' "$work/weir.log" || die "a start that is good is not calm"
wait_for 10 has "$work/consumer.out" '"stats"' || die "no statistics at the consumer"
pings 30
wait_for 20 seen 120 || die "$(cat "$work/page")"

is_count "packets" "$(sum "$work/page" weir_packets_total)" 120
is_count "accounted" "$(value "$work/page" 'weir_account_packets_total{bucket="accounted"}')" 120
is_count "holds" "$(value "$work/page" weir_account_holds)" 1
is_count "by hook" "$(value "$work/page" 'weir_packets_total{iface="lan0",hook="ingress"}')" 30
[ "$(value "$work/page" 'weir_window_duration_seconds_count{window="1s",stage="drain"}')" -gt 0 ] ||
	die "no window was measured"
[ "$(value "$work/page" process_resident_memory_bytes)" -gt 1000000 ] || die "no memory"
is_count "mode of the socket" "$(stat -c %a "$work/run/metrics.sock")" 660
! grep -qE '192\.168|203\.0|fd77|2001:db8' "$work/page" || die "a label names a host"

is_count "a journal that is not there" "$(value "$work/page" 'weir_sink_up{sink="journal"}')" 0

# The same by every way.
names() { # FILE
	sed -n 's/^# TYPE //p' "$1"
}
page http://127.0.0.1:9209/metrics >"$work/tcp" || die "nothing on loopback"
"$weir" metrics --socket "$work/run/control.sock" >"$work/verb" || die "weir metrics"
wait_for 20 test -s "$work/weir.prom" || die "no file for node_exporter"
for other in tcp verb weir.prom; do
	names "$work/$other" | cmp -s - <<-NAMES || die "$other has other metrics"
		$(names "$work/page")
	NAMES
done
is_count "mode of the file" "$(stat -c %a "$work/weir.prom")" 644
[ ! -e "$work/weir.prom.new" ] || die "a half file is left"
if command -v promtool >/dev/null; then
	promtool check metrics <"$work/page" >"$work/promtool" 2>&1 || die "$(cat "$work/promtool")"
	[ ! -s "$work/promtool" ] || die "$(cat "$work/promtool")"
fi
code() { # CURL_OPTION...
	page -o /dev/null -w '%{http_code}' "$@"
}
is_count "another page" "$(code http://127.0.0.1:9209/)" 404
is_count "another method" "$(code -X POST http://127.0.0.1:9209/metrics)" 405
is_count "rubbish" "$(printf 'rubbish\r\n\r\n' | in_gw socat - TCP:127.0.0.1:9209 | head -c 12)" \
	"HTTP/1.1 400"
! in_lan curl -sS --max-time 1 http://192.168.77.1:9209/metrics >/dev/null 2>&1 ||
	die "the page is on the network"

# A consumer that dies loses nothing that still fits the queue.
kill "$consumer_pid"
wait "$consumer_pid" 2>/dev/null
wait_for 10 has "$work/weir.log" 'sink eve_connect takes no events' || die "$(cat "$work/weir.log")"
"$weir" test-alert --socket "$work/run/control.sock" >/dev/null || die "test-alert"
rm -f "$work/consumer.out"
consumer_start consumer
wait_for 40 has "$work/weir.log" 'sink eve_connect takes events again; 0 were lost' ||
	die "$(cat "$work/weir.log")"
wait_for 10 has "$work/consumer.out" '"class":"test"' || die "the alert did not wait"
wait_for 5 seen 120 || die "no page"
is_count "alerts" "$(value "$work/page" \
	'weir_alerts_total{class="test",severity="low",detector="threshold"}')" 1

# Another consumer and another file, by a reload.
consumer_start other
sed -i 's/consumer[.]sock/other.sock/; s/weir[.]prom/other.prom/' "$work/weir.conf"
"$weir" reload --socket "$work/run/control.sock" >"$work/reload" || die "$(cat "$work/reload")"
wait_for 10 has "$work/other.out" '"stats"' || die "the other consumer gets nothing"
wait_for 10 test -s "$work/other.prom" || die "the other file is not written"
[ ! -e "$work/weir.prom" ] || die "the file from before stays"

sensor_stop
[ ! -e "$work/other.prom" ] || die "the file outlives its sensor"
"$check" "$work/eve.json" "$work/consumer.out" "$work/other.out" || die "an event breaks the rules"
