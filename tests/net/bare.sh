#!/bin/sh
# SPDX-License-Identifier: MIT
# An interface whose frames have no link header (tun, as of VPNs): tc in auto mode, XDP
# refused, and packets of both directions and both families are read right.
set -u
. tests/net/quiet.sh

command -v python3 >/dev/null || skip "needs python3"
[ -c /dev/net/tun ] || skip "needs /dev/net/tun"
quiet_up
in_gw sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0

# The far end of the tunnel: writes what it is told to (hexadecimal lines), swallows the rest.
cat >"$work/far.py" <<'PYTHON'
import fcntl, os, struct, sys, threading
tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH", b"tun0", 0x1001))
print("ready", flush=True)
def swallow():
    while True:
        os.read(tun, 65536)
threading.Thread(target=swallow, daemon=True).start()
for line in sys.stdin:
    os.write(tun, bytes.fromhex(line.strip()))
    print("sent", flush=True)
PYTHON
mkfifo "$work/far"
nsenter --net=/run/netns/gw -- python3 "$work/far.py" <"$work/far" >"$work/far.log" &
started $!
exec 3>"$work/far"
wait_for 10 grep -q ready "$work/far.log" || skip "no tun device in this kernel"
ip -n gw link set tun0 addrgenmode none
ip -n gw addr add 10.9.0.1 peer 10.9.0.2 dev tun0
ip -n gw -6 addr add fd99::1/64 dev tun0 nodad
ip -n gw link set tun0 up
before=$(traces)

in_gw "$weir" run --bpffs "$bpffs" --run-dir "$work/run" --journal off --mode native tun0 \
	>"$work/refused.log" 2>&1
is_count "exit code of --mode native" $? 1
grep -q 'no link header' "$work/refused.log" || die "$(cat "$work/refused.log")"
[ "$(traces)" = "$before" ] || die "left behind: $(traces)"

sent() {
	[ "$(grep -c sent "$work/far.log")" = "$1" ]
}

sensor_start --account --journal off --window 1s tun0
grep -q '^tun0: attached, .*no link header' "$work/weir.log" || die "$(cat "$work/weir.log")"
python3 - "$work/run/eve.sock" >"$work/flows.json" <<'PYTHON' &
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b'{"subscribe":["flow"]}\n')
open(sys.argv[1] + ".reader", "w").close()
for line in s.makefile():
    print(line, end="", flush=True)
PYTHON
reader=$!
started $reader
wait_for 10 test -e "$work/run/eve.sock.reader" || die "nobody reads the flows"

# UDP 10.9.0.2:1000 > 10.9.0.1:2000 and fd99::2 likewise, "hello" in each.
ipv4=4500002100010000401166b80a0900020a09000103e807d0000d000068656c6c6f
ipv6=60000000000d1140fd990000000000000000000000000002fd99000000000000000000000000000103e807d0000d000068656c6c6f
for _ in 1 2 3; do
	echo $ipv4 >&3
	echo $ipv6 >&3
done
wait_for 5 sent 6 || die "the far end does not send"
in_gw python3 - <<'PYTHON'
import socket
for family, to in (socket.AF_INET, "10.9.0.2"), (socket.AF_INET6, "fd99::2"):
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.bind(("", 3000))
    for i in range(4):
        s.sendto(b"hello", (to, 5000))
PYTHON
# A window may have closed meanwhile: the account has all, the readers get it at the end.
sensor_stop
exec 3>&-
wait $reader

flow() { # SOURCE PORT DESTINATION PORT: packets and bytes to the server
	jq -s -c --arg s "$1" --argjson sp "$2" --arg d "$3" --argjson dp "$4" \
		'[.[] | select(.src_ip == $s and .src_port == $sp and .dest_ip == $d and
			.dest_port == $dp and .proto == "UDP").flow] |
		[(map(.pkts_toserver) | add), (map(.bytes_toserver) | add)]' "$work/flows.json"
}

is_count "IPv4 in" "$(flow 10.9.0.2 1000 10.9.0.1 2000)" "[3,$((3 * 33))]"
is_count "IPv4 out" "$(flow 10.9.0.1 3000 10.9.0.2 5000)" "[4,$((4 * 33))]"
full=$(jq -r 'select(.src_port == 1000 and .ip_v == 6).src_ip' "$work/flows.json" | head -n 1)
[ -n "$full" ] || die "no IPv6 flow came in"
is_count "IPv6 in" "$(flow "$full" 1000 "${full%2}1" 2000)" "[3,$((3 * 53))]"
is_count "IPv6 out" "$(flow "${full%2}1" 3000 "$full" 5000)" "[4,$((4 * 53))]"
is_count "not IP" "$(account .not_ip.packets)" 0
is_count "malformed" "$(account .malformed.packets)" 0
