#!/bin/bash
# SPDX-License-Identifier: MIT
# Rules against false alarms, in a replay: an alarm, the rule that weir fp proposes, the same
# capture again: that alarm is gone and the others are there. Both families, both kinds.
# test-needs: python3 jq
set -u
O=${O:-build}
weir=$O/weir
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail=0
not() {
	echo "not ok: $*"
	fail=1
}

mkdir "$dir/allow.d" "$dir/suppress.d"
printf '[Rules]\nallow = %s/allow.d\nsuppress = %s/suppress.d\nvendor =\n' "$dir" "$dir" >"$dir/conf"

# Three scans: of IPv4, of IPv6, and of another host by the first.
PYTHONPATH=tests/golden python3 - "$dir/scans.pcap" <<'END'
import sys
from packets import *
frames = []
for i in range(300):
    for second, make, kind, src, dst in ((0, ip4, 0x0800, "10.0.0.1", "10.0.0.2"),
                                   (0, ip6, 0x86dd, "fd00::1", "fd00::2"),
                                   (0, ip4, 0x0800, "10.0.0.3", "10.0.0.4")):
        at = START + second * 10**9 + i * 10**7
        one = {"src": src, "dst": dst}
        two = {"src": dst, "dst": src}
        frames.append((at, ethernet(kind, make(6, tcp(40000 + i, 1 + i, SYN), **one))))
        frames.append((at + 1000, ethernet(kind, make(6, tcp(1 + i, 40000 + i, RST | ACK), **two))))
# A name, then a scan of what it stands for, outside; the answer also tells whose MAC it is.
question = b"\x03deb\x06debian\x03org\0\0\x01\0\x01"
answer = struct.pack(">6H", 7, 0x8180, 1, 1, 0, 0) + question + b"\xc0\x0c" + \
    struct.pack(">HHIH", 1, 1, 600, 4) + addr("198.51.100.7")
frames.insert(0, (START, ethernet(0x0800, ip4(17, udp(53, 40053, answer), src="10.0.0.254",
                                              dst="10.0.0.5"))))
for i in range(300):
    at = START + 5000 + i * 10**7
    frames.append((at, ethernet(0x0800, ip4(6, tcp(40000 + i, 1 + i, SYN), src="10.0.0.5",
                                            dst="198.51.100.7"))))
    frames.append((at + 1000, ethernet(0x0800, ip4(6, tcp(1 + i, 40000 + i, RST | ACK),
                                                   src="198.51.100.7", dst="10.0.0.5"))))
frames.sort(key=lambda frame: frame[0])
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for at, frame in frames:
        out.write(struct.pack("<IIII", at // 10**9, at % 10**9 // 1000, len(frame), len(frame)))
        out.write(frame)
END

replay() { # OPTION...
	"$weir" replay --json -c "$dir/conf" --model none "$@" "$dir/scans.pcap" |
		jq -r 'select(.event_type == "alert" and .alert.context.weir.stage == "new") | .src_ip'
}
is() { # WHAT GOT EXPECTED
	[ "$2" = "$3" ] || not "$1: got '$2', expected '$3'"
}
all="10.0.0.1 10.0.0.3 10.0.0.5 fd00::1"
got() {
	replay "$@" | sort | xargs
}
is "without rules" "$(got)" "$all"

ids=$("$weir" explain --replay "$dir/scans.pcap" -c "$dir/conf" --model none)
id() { # SOURCE
	grep "by inside host $1 " <<<"$ids" | cut -c1-8
}
"$weir" replay --json -c "$dir/conf" --model none "$dir/scans.pcap" >"$dir/eve.json"
for source in 10.0.0.1 fd00::1; do
	"$weir" fp --replay "$dir/scans.pcap" -c "$dir/conf" --model none "$(id $source)" \
		--history "$dir/eve.json" >"$dir/fp" || not "fp of $source"
	grep -q "^of the other alarms that are kept it would have silenced none" "$dir/fp" ||
		not "fp of $source silences only it: $(cat "$dir/fp")"
	grep -q '^  1 of 4$' "$dir/fp" || not "fp of $source in the past: $(cat "$dir/fp")"
	sed '/^$/,$d' "$dir/fp" >"$dir/suppress.d/fp.conf"
	is "with the rule against $source" "$(got)" "$(xargs -n1 <<<"$all" | grep -vFx "$source" | xargs)"
	"$weir" check-config "$dir/conf" >/dev/null || not "check-config with the rule of $source"
done
[ -n "$(got --no-rules | grep fd00)" ] || not "--no-rules goes without"
"$weir" replay -c "$dir/conf" --model none "$dir/scans.pcap" >"$dir/out"
grep -q '^by rules: 1 alarms suppressed, 0 findings allowed' "$dir/out" || not "the summary says so"
"$weir" explain --replay "$dir/scans.pcap" -c "$dir/conf" --model none "$(id fd00::1)" >"$dir/out"
grep -q '^rule     not reported: the suppress rule fp-' "$dir/out" || not "explain says so"
rm "$dir/suppress.d/fp.conf"

# A list allows its networks at either end, of both families.
printf '# ours\n10.0.0.2\nfd00::/64\n' >"$dir/allow.d/office.list"
is "a list of networks" "$(got)" "10.0.0.3 10.0.0.5"
rm "$dir/allow.d/office.list"
# The capture is of 14 November 2023, a Tuesday, 22:13 UTC.
rule() {
	printf '[Rule "r"]\nclass = scan\n%s\n' "$1" >"$dir/allow.d/r.conf"
}
rule "hours = 22-6"
is "at night" "$(TZ=UTC0 got)" ""
is "where that is no night" "$(TZ=JST-9 got)" "$all"
rule "days = wed-mon"
is "on other days" "$(TZ=UTC0 got)" "$all"
rule "expires = 2023-11-14"
is "of an expired rule" "$(TZ=UTC0 got)" "$all"
rule "direction = lateral
expires = 2023-11-15"
is "before it expires" "$(TZ=UTC0 got)" "10.0.0.5"

# By name: of the device, and of the peer by the answer that led to it.
but_named="10.0.0.1 10.0.0.3 fd00::1"
rule "device = 02:00:00:00:00:02"
is "by MAC" "$(got)" "$but_named"
rule "peer = *.debian.org"
is "by DNS name" "$(got)" "$but_named"
rule "peer = *.debian.org
role = target"
is "by DNS name in another role" "$(got)" "$all"
rule "device = 020000000002
peer = deb.debian.org
direction = out"
is "by id and DNS name" "$(got)" "$but_named"
rm "$dir/allow.d/r.conf"
"$weir" fp --replay "$dir/scans.pcap" -c "$dir/conf" --model none "$(grep -m1 '10\.0\.0\.5' <<<"$ids" |
	cut -c1-8)" >"$dir/fp"
grep -q '^device = 02:00:00:00:00:02' "$dir/fp" || not "fp names the device: $(cat "$dir/fp")"
sed '/^$/,$d' "$dir/fp" >"$dir/suppress.d/fp.conf"
is "with the rule against a device" "$(got)" "$but_named"
rm "$dir/suppress.d/fp.conf"

# What is wrong is one line with a place.
rule "port = ssh"
"$weir" replay -c "$dir/conf" "$dir/scans.pcap" >/dev/null 2>"$dir/error"
is "exit code of a wrong rule" $? 78
is "what is wrong" "$(cat "$dir/error")" "weir: $dir/allow.d/r.conf:3: wrong value 'ssh'; port takes \
up to 16 ports of 1 to 65535 or ranges such as 8000-8100"
"$weir" check-config "$dir/conf" 2>"$dir/second"
is "check-config of a wrong rule" $? 78
cmp -s "$dir/error" "$dir/second" || not "check-config says the same: $(cat "$dir/second")"

# 10,000 networks cost no time worth naming.
rm "$dir/allow.d/r.conf"
for i in $(seq 0 9999); do
	echo "203.$((i / 250)).$((i % 250)).0/25"
done >"$dir/allow.d/many.txt"
is "with 10,000 networks" "$(got)" "$all"
exit $fail
