#!/bin/bash
# SPDX-License-Identifier: MIT
# The label writer on a capture of ten packets, and the stretched clock of both.
# test-needs: python3
# test-sanitize: no
set -u

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
	echo "FAIL: $*"
	exit 1
}

python3 - "$work/full.pcap" <<'PYTHON'
import ipaddress, struct, sys

def packed(text):
    return ipaddress.ip_address(text).packed

def frame(src, dst, proto, rest):
    if ':' in src:
        return bytes(12) + b'\x86\xdd' + struct.pack('!IHBB', 6 << 28, len(rest), proto, 64) \
            + packed(src) + packed(dst) + rest
    return bytes(12) + b'\x08\x00' + struct.pack('!BBHHHBBH', 69, 0, 20 + len(rest), 1, 0, 64,
                                                 proto, 0) + packed(src) + packed(dst) + rest

def tcp(src, sport, dst, dport, flags, payload=0):
    return frame(src, dst, 6, struct.pack('!HHIIBBHHH', sport, dport, 0, 0, 80, flags, 0, 0, 0)
                 + bytes(payload))

def udp(src, sport, dst, dport, payload):
    return frame(src, dst, 17, struct.pack('!HHHH', sport, dport, 8 + payload, 0) + bytes(payload))

A, S, U = '192.168.77.11', '203.0.113.11', '203.0.113.13'
packets = [
    (100.0, tcp(A, 1000, U, 80, 0x02)),            # benign: another host
    (100.5, tcp(S, 2000, A, 22, 0x02)),            # benign: before the intent
    (101.5, tcp(S, 2001, A, 22, 0x02)),            # portscan
    (101.6, tcp(A, 22, S, 2001, 0x14)),            # its answer
    (101.7, tcp('2001:db8::11', 2002, 'fd77::11', 22, 0x02)),
    (101.8, tcp(U, 80, A, 1001, 0x12)),            # benign; A began it
    (101.9, frame(A, S, 1, b'\x03\x03' + bytes(40))),  # ICMP error to the attacker: ignore
    (102.0, tcp(S, 2003, A, 23, 0x02)),            # benign: not the port of the intent
    (102.5, tcp(A, 1000, U, 80, 0x18, 1000)),      # trimmed
    (102.6, udp(A, 1002, U, 53, 600)),             # kept whole
]
with open(sys.argv[1], 'wb') as out:
    out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for when, data in packets:
        out.write(struct.pack('<IIII', int(when), round(when % 1 * 1e6), len(data), len(data)))
        out.write(data)
PYTHON

cat >"$work/hosts" <<'EOT'
gw 192.168.77.1 203.0.113.1
a 192.168.77.11 fd77::11
s 203.0.113.11 2001:db8::11
EOT
cat >"$work/intents" <<'EOT'
begin one 101.2 portscan s a tcp 22
end one 102.2
EOT
tests/lab/label --hosts "$work/hosts" --intents "$work/intents" --trimmed "$work/trimmed.pcap" \
	--labels "$work/flows.tsv.gz" "$work/full.pcap" >"$work/summary" || die "no labels"
cat >"$work/expected" <<'EOT'
src sport dst dport proto first_ts last_ts pkts_fwd pkts_rev bytes label
192.168.77.11 1000 203.0.113.13 80 6 100.000000 102.500000 2 0 1108 benign
203.0.113.11 2000 192.168.77.11 22 6 100.500000 100.500000 1 0 54 benign
203.0.113.11 2001 192.168.77.11 22 6 101.500000 101.600000 1 1 108 portscan
2001:db8::11 2002 fd77::11 22 6 101.700000 101.700000 1 0 74 portscan
192.168.77.11 1001 203.0.113.13 80 6 101.800000 101.800000 0 1 54 benign
192.168.77.11 0 203.0.113.11 0 1 101.900000 101.900000 1 0 76 ignore
203.0.113.11 2003 192.168.77.11 23 6 102.000000 102.000000 1 0 54 benign
192.168.77.11 1002 203.0.113.13 53 17 102.600000 102.600000 1 0 642 benign
EOT
zcat "$work/flows.tsv.gz" | tr '\t' ' ' | diff "$work/expected" - || die "other labels"
grep -qx '10 packets, 8 flows: 5 benign, 1 ignore, 2 portscan' "$work/summary" ||
	die "$(cat "$work/summary")"
cut=$(($(stat -c %s "$work/full.pcap") - $(stat -c %s "$work/trimmed.pcap")))
[ $cut = $((1054 - 192)) ] || die "trimmed by $cut bytes"

tests/lab/stretch 100 "$work/trimmed.pcap" "$work/slow.pcap" "$work/flows.tsv.gz" \
	"$work/slow.tsv.gz" || die "no stretched capture"
zcat "$work/slow.tsv.gz" | tr '\t' ' ' | grep -q ' 250.000000 260.000000 ' ||
	die "other times: $(zcat "$work/slow.tsv.gz")"
[ "$(zcat "$work/slow.tsv.gz" | wc -l)" = 9 ] || die "rows are missing"
[ "$(od -An -tu4 -j24 -N4 "$work/slow.pcap" | tr -d ' ')" = 100 ] || die "the first packet moved"
[ "$(stat -c %s "$work/slow.pcap")" = "$(stat -c %s "$work/trimmed.pcap")" ] ||
	die "packets are missing"

tests/lab/stretch --pauses 0.5 100 "$work/trimmed.pcap" "$work/slow.pcap" "$work/flows.tsv.gz" \
	"$work/slow.tsv.gz" || die "no capture with longer pauses"
grep -q "$(printf '\t')200.500000$(printf '\t')200.600000$(printf '\t')" <(zcat "$work/slow.tsv.gz") ||
	die "other times with longer pauses: $(zcat "$work/slow.tsv.gz")"
