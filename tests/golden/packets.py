# SPDX-License-Identifier: MIT
"""Packets and capture files, byte by byte. Checksums are 0: weir does not read them."""
import gzip
import io
import struct

ETHERNET, RAW, LOOP, NULL, PPP, PPP_SERIAL, PPP_ETHER, CISCO, SLL, SLL2, IPV4, IPV6 = (
    1, 101, 108, 0, 9, 50, 51, 104, 113, 276, 228, 229)
START = 1_700_000_000_000_000_000  # ns; a multiple of 5 s

FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


def addr(text):
    if ":" not in text:
        return bytes(int(part) for part in text.split("."))
    head, _, tail = text.partition("::")
    left = [int(group, 16) for group in head.split(":") if group]
    right = [int(group, 16) for group in tail.split(":") if group]
    groups = left + [0] * (8 - len(left) - len(right)) + right
    return struct.pack(">8H", *groups)


def ethernet(ethertype, payload, tags=()):
    """tags: (ethertype of the tag, VLAN id), outermost first."""
    frame = bytes.fromhex("020000000002020000000001")
    for tag, vlan in tags:
        frame += struct.pack(">HH", tag, vlan)
    return frame + struct.pack(">H", ethertype) + payload


def ip4(proto, payload, src="10.0.0.1", dst="10.0.0.2", options=b"", fragment=0, total=None,
        first=None):
    """first: the byte with version and header length; total: the total length claimed."""
    header = 20 + len(options)
    first = 0x40 | header // 4 if first is None else first
    total = header + len(payload) if total is None else total
    return struct.pack(">BBHHHBBH", first, 0, total, 1, fragment, 64, proto, 0) + addr(src) + \
        addr(dst) + options + payload


def ip6(proto, payload, src="2001:db8::1", dst="2001:db8::2", length=None, first=0x60):
    length = len(payload) if length is None else length
    return struct.pack(">BBHHBB", first, 0, 0, length, proto, 64) + addr(src) + addr(dst) + payload


def tcp(sport, dport, flags, payload=b"", offset=5):
    return struct.pack(">HHIIBBHHH", sport, dport, 1, 1, offset << 4, flags, 1000, 0, 0) + payload


def udp(sport, dport, payload=b"", length=None):
    length = 8 + len(payload) if length is None else length
    return struct.pack(">HHHH", sport, dport, length, 0) + payload


def icmp(kind, code, ident=0, payload=b""):
    return struct.pack(">BBHHH", kind, code, 0, ident, 1) + payload


def extension(following, length=8, data=b""):
    """An IPv6 extension header that claims `length` bytes, filled up to there."""
    return (struct.pack(">BB", following, length // 8 - 1) + data).ljust(length, b"\0")


def pppoe(protocol, payload):
    return struct.pack(">BBHHH", 0x11, 0, 1, len(payload) + 2, protocol) + payload


def mpls(labels, payload, bottom=True):
    stack = b""
    for i in range(labels):
        last = bottom and i == labels - 1
        stack += struct.pack(">I", (16 + i) << 12 | last << 8 | 64)
    return stack + payload


class Record:
    def __init__(self, data, after=0.0, wire=None, at=None):
        """after: seconds since START, or at: ns since the epoch; wire: original length."""
        self.data = data
        self.time_ns = START + round(after * 1e9) if at is None else at
        self.wire = len(data) if wire is None else wire


def pcap(records, link=ETHERNET, nano=False, order="<", snaplen=65535):
    magic = 0xa1b23c4d if nano else 0xa1b2c3d4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link)
    for record in records:
        seconds, fraction = divmod(record.time_ns, 1_000_000_000)
        out += struct.pack(order + "IIII", seconds, fraction if nano else fraction // 1000,
                           len(record.data), record.wire) + record.data
    return out


def block(kind, body, order):
    body = body.ljust((len(body) + 3) // 4 * 4, b"\0")
    length = len(body) + 12
    return struct.pack(order + "II", kind, length) + body + struct.pack(order + "I", length)


def interface(link, order, snaplen=0, nano=True):
    options = struct.pack(order + "HHB3xHH", 9, 1, 9 if nano else 6, 0, 0)
    return block(1, struct.pack(order + "HHI", link, 0, snaplen) + options, order)


def pcapng(records, interfaces=((ETHERNET, 0),), order="<", nano=True):
    """interfaces: (link type, snapshot length); records take turns on them."""
    out = block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1), order)
    for link, snaplen in interfaces:
        out += interface(link, order, snaplen, nano)
    for i, record in enumerate(records):
        ticks = record.time_ns if nano else record.time_ns // 1000
        head = struct.pack(order + "IIIII", i % len(interfaces), ticks >> 32, ticks & 0xffffffff,
                           len(record.data), record.wire)
        out += block(6, head + record.data, order)
    return out


def packed(data):
    """gzip, stored: the same bytes with every zlib."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=0, mtime=0) as file:
        file.write(data)
    return out.getvalue()
