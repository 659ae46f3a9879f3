#!/bin/sh
# SPDX-License-Identifier: MIT
# tcpreplay of a generated capture: the live account is, bucket by bucket, what was sent
# and what a replay of the same file says.
set -u
. tests/net/pair.sh
for tool in tcpreplay python3; do
	command -v "$tool" >/dev/null || skip "needs $tool"
done

python3 - "$work/mix.pcap" <<'PYTHON'
import random, struct, sys

random.seed(7)
ETH = bytes.fromhex("020000000002020000000001")

def ipv4(proto, rest, source=None, length=None, options=b""):
    source = source or bytes([10, 0, random.randrange(4), random.randrange(256)])
    total = 20 + len(options) + len(rest) if length is None else length
    return struct.pack("!BBHHHBBH", 0x45 + len(options) // 4, 0, total, 1, 0, 64, proto, 0) \
        + source + bytes([192, 0, 2, 1]) + options + rest

def ipv6(proto, rest):
    return struct.pack("!IHBB", 6 << 28, len(rest), proto, 64) + bytes.fromhex("fd00") \
        + bytes(13) + bytes([random.randrange(200)]) + bytes.fromhex("fd01") + bytes(13) \
        + b"\1" + rest

def ports(*fields):
    return struct.pack("!HH", random.randrange(1024, 1200), random.choice([53, 80, 443])) \
        + b"".join(fields)

def tcp(payload=b""):
    return ports(struct.pack("!IIBBHHH", 0, 0, 0x50, 0x10, 1000, 0, 0), payload)

def udp(payload):
    return ports(struct.pack("!HH", 8 + len(payload), 0), payload)

def packet():
    some = bytes(random.randrange(1400))
    vlan = struct.pack("!HH", 0x8100, random.randrange(1, 9))
    kinds = [
        lambda: b"\x08\x00" + ipv4(6, tcp(some)),
        lambda: b"\x08\x00" + ipv4(17, udp(some)),
        lambda: b"\x08\x00" + ipv4(1, struct.pack("!BBHHH", 8, 0, 0, 7, 1) + some[:64]),
        lambda: b"\x08\x00" + ipv4(47, some[:100]),
        lambda: b"\x86\xdd" + ipv6(6, tcp(some)),
        lambda: b"\x86\xdd" + ipv6(58, b"\x87\0\0\0" + bytes(20)),
        lambda: vlan + b"\x08\x00" + ipv4(6, tcp(some)),
        lambda: b"\x08\x06" + bytes(46),
        lambda: struct.pack("!H", random.choice([0x88cc, 0x0026, 0x88e5])) + some[:50],
        lambda: b"\x08\x00" + ipv4(6, tcp(some))[:random.randrange(38)],
        lambda: b"\x08\x00" + ipv4(6, tcp(), length=1200),
        lambda: b"\x08\x00" + ipv4(6, ports(), options=bytes(8)),
    ]
    return ETH + random.choice(kinds)()

with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for number in range(20000):
        data = packet()
        out.write(struct.pack("<IIII", 1700000000, number, len(data), len(data)) + data)
PYTHON

"$weir" replay --account "$work/mix.pcap" >"$work/replay.out" 2>"$work/replay.err" || {
	cat "$work/replay.err"
	die "the replay fails"
}
buckets='{seen, accounted, not_ip, malformed, overflow, restart}'

agree() { # NAME
	account_holds "$1"
	[ "$(account "$1" .seen.packets)" = 20000 ] ||
		die "$1: seen $(account "$1" .seen.packets) of 20000"
	account "$1" "$buckets" | jq -S . >"$work/live.json"
	tail -n 1 "$work/replay.out" | jq -S "$buckets" >"$work/replay.json"
	cmp -s "$work/live.json" "$work/replay.json" || {
		diff "$work/live.json" "$work/replay.json"
		die "$1: live and replay differ"
	}
	echo "note: $1: $(account "$1" '"20000 packets, \(.seen.bytes) bytes: \(
		.accounted.packets) accounted, \(.not_ip.packets) not IP, \(
		.malformed.packets) malformed"'), as in replay"
}

ingress() { # MODE
	driver_start "$1" dst in0 -m "$1" -w 300
	in_ns src tcpreplay -q --topspeed -i out0 "$work/mix.pcap" >"$work/tcpreplay.out" 2>&1 || {
		cat "$work/tcpreplay.out"
		die "tcpreplay fails"
	}
	sleep 0.3
	driver_stop "$1" "$driver_pid"
	agree "$1"
}

# Headers outside the linear part of the buffer, too.
egress() {
	driver_start egress src out0 -m egress -w 300
	in_ns src "$builddir/tests/net/ring_send" "$work/mix.pcap" out0 >"$work/ring.out" 2>&1 || {
		status=$?
		cat "$work/ring.out"
		exit $status
	}
	driver_stop egress "$driver_pid"
	agree egress
}

pair_up
ingress tc
ingress xdp
egress
