#!/bin/bash
# SPDX-License-Identifier: MIT
# weir baseline without a sensor: learned of captures, the same bytes each time, and what
# weir replay makes of it; usage and exit codes.
# test-needs: python3 jq
set -u
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

# expect CODE TEXT COMMAND...: the exit code, and a text in what it prints.
expect() {
	local code=$1 text=$2 out got
	shift 2
	out=$("$@" 2>&1)
	got=$?
	if [ $got != "$code" ] || ! grep -qF -- "$text" <<<"$out"; then
		echo "not ok - $*: exit $got, expected $code and: $text"
		echo "$out" | head -5
		failed=1
	fi
}

# Eight hosts that look up a few names; and the same, where one of them then exchanges
# much with a host at a port nobody used.
PYTHONDONTWRITEBYTECODE=1 python3 - "$dir" <<'PYTHON' || exit 1
import random, sys
sys.path.insert(0, "tests/golden")
from packets import *

def exchange(at, host, port, size, count):
    own, other = "192.168.1.%d" % host, "203.0.113.9"
    sport = random.randint(20000, 60000)
    for i in range(count):
        yield Record(ethernet(0x800, ip4(17, udp(sport, port, b"q" * size), own, other)),
                     at + i * 0.002)
        yield Record(ethernet(0x800, ip4(17, udp(port, sport, b"a" * size), other, own)),
                     at + i * 0.002 + 0.001)

def usual(seed, seconds):
    random.seed(seed)
    for at in range(0, seconds, 5):
        for host in range(1, 9):
            for _ in range(random.randint(1, 4)):
                yield from exchange(at + random.random() * 4, host, 123,
                                    random.randint(40, 80), 1)

def write(name, records):
    with open(sys.argv[1] + "/" + name, "wb") as file:
        file.write(pcap(sorted(records, key=lambda record: record.time_ns)))

write("usual.pcap", usual(1, 600))
write("again.pcap", usual(2, 600))
odd = list(usual(3, 300))
for at in range(60, 200, 5):
    for _ in range(3):
        odd += exchange(at + random.random(), 3, 9999, 300, random.randint(20, 60))
write("odd.pcap", odd)
write("few.pcap", usual(1, 10))
PYTHON

baseline() { "$O/weir" baseline "$@"; }
learn() { baseline learn -c /dev/null "$@"; }
replay() { "$O/weir" replay -c /dev/null --model none --baseline "$dir/site.json" "$@"; }

expect 0 "usage: weir baseline" baseline --help
expect 2 "usage: weir baseline" baseline
expect 2 "usage: weir baseline" baseline frobnicate
expect 2 "usage: weir baseline" baseline learn
expect 2 "usage: weir baseline" baseline stop now
expect 2 "usage: weir baseline" baseline status --duration 5s
expect 2 "usage: weir baseline" baseline status -o x
expect 2 "usage: weir baseline" baseline start -c x
expect 2 "usage: weir baseline" baseline learn --socket "$dir/none.sock" "$dir/few.pcap"
expect 2 "duration 91d: expected a time of 1s to 90d" baseline start --duration 91d
expect 2 "duration soon: expected a time" baseline start --duration soon
expect 2 "version 0: expected a number" baseline rollback 0
for command in status list start stop reset "rollback 2"; do
	expect 3 "" baseline $command --socket "$dir/none.sock"
done
expect 5 "none.pcap" learn "$dir/none.pcap"
expect 1 "too few rows of home hosts" learn -o "$dir/site.json" "$dir/few.pcap"
[ ! -e "$dir/site.json" ] || { echo "not ok - a baseline of too few rows"; failed=1; }
expect 1 "none/site.json: No such file" learn -o "$dir/none/site.json" "$dir/usual.pcap"
expect 0 "host rows of 30 s: " learn -o "$dir/site.json" "$dir/usual.pcap"
learn -o "$dir/other.json" "$dir/usual.pcap" --json >"$dir/status" || failed=1
cmp "$dir/site.json" "$dir/other.json" || failed=1
expect 0 '[30,180]' jq -c '[.baseline.forests[].window_s]' "$dir/status"

expect 5 "none.json" "$O/weir" replay --baseline "$dir/none.json" "$dir/usual.pcap"
expect 1 "checksum" "$O/weir" replay --baseline <(sed 's/"seed":1/"seed":2/' "$dir/site.json") \
	"$dir/usual.pcap"
expect 0 " 0 alerts" "$O/weir" replay -c /dev/null --model none "$dir/odd.pcap"
expect 0 " 0 alerts" replay "$dir/usual.pcap"
expect 0 " 0 alerts" replay "$dir/again.pcap"
expect 10 "Traffic unlike this site's past" replay --fail-on-alert "$dir/odd.pcap"
replay --json "$dir/odd.pcap" >"$dir/eve"
replay --json "$dir/again.pcap" "$dir/odd.pcap" | tail -n "$(wc -l <"$dir/eve")" >"$dir/eve2"
expect 0 '"192.168.1.3"' jq -c 'select(.event_type == "alert") | .src_ip' "$dir/eve"
cmp <(grep '"alert"' "$dir/eve") <(grep '"alert"' "$dir/eve2") || failed=1
[ "$(jq -r 'select(.event_type == "alert") | .alert.context.weir.alert_id' "$dir/eve" |
	sort -u | wc -l)" = 1 ] || { echo "not ok - more than one alarm"; failed=1; }
expect 0 '["iforest",true,true]' jq -c 'select(.event_type == "alert") |
	.alert.context.weir | [.detector, .score > .threshold, (.reasons | length) > 2]' "$dir/eve"
exit $failed
