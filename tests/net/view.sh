#!/bin/sh
# SPDX-License-Identifier: MIT
# What goes on is shown as it is: flows with their states, filters and formats, who exchanges
# most, and a live screen that leaves the terminal as it was.
# test-needs: jq python3
set -u
. tests/net/quiet.sh

quiet_up
echo "192.168.77.10 desk" >"$work/names"
cat >"$work/weir.conf" <<CONF
[Network]
home = 192.168.0.0/16
[Devices]
names = $work/names
CONF
sensor_start -c "$work/weir.conf" --journal off --window 1s lan0 wan0

cat >"$work/serve.py" <<'PYTHON'
import socket, threading
def serve(c):
    kept = c.recv(100) == b"keep"
    c.sendall(bytes(50000))
    while kept and c.recv(100):
        c.sendall(bytes(1000))
    c.close()
s = socket.create_server(("203.0.113.10", 8080), backlog=64)
while True:
    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
PYTHON
behind wan python3 "$work/serve.py"

# Five connections that stay, one of them busy; time and again one that ends, one that is
# refused and a datagram that nobody answers: what has ended is soon forgotten.
cat >"$work/ask.py" <<'PYTHON'
import socket, time
server = ("203.0.113.10", 8080)
def ask(what):
    for _ in range(100):
        try:
            c = socket.create_connection(server)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    c.sendall(what)
    return c
kept = [ask(b"keep") for _ in range(5)]
nobody = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(100000):
    if n % 25 == 0:
        c = ask(b"once")
        while c.recv(65536):
            pass
        c.close()
        try:
            socket.create_connection(("203.0.113.10", 81))
        except ConnectionRefusedError:
            pass
        nobody.sendto(b"hello", ("203.0.113.99", 53))
    kept[0].sendall(b"more")
    kept[0].recv(65536)
    time.sleep(0.02)
PYTHON
behind lan python3 "$work/ask.py"

ask() { # VERB OPTION...
	"$weir" "$@" --socket "$work/run/control.sock"
}
flows() { # OPTION...: on the LAN port, as a count
	ask flows --iface lan0 -n all --json "$@" | wc -l
}
has() { # COUNT OPTION...
	_count=$1
	shift
	[ "$(flows "$@")" = "$_count" ]
}
has_flows() { # COUNT OPTION...
	wait_for 20 has "$@" || {
		ask flows -n all
		die "not so many flows: $*"
	}
}

has_flows 5 --state S1 --port 8080
some() { # OPTION...
	[ "$(flows "$@")" -gt 0 ]
}
wait_for 20 some --state SF --proto tcp || die "no flow has ended: $(ask flows -n all)"
wait_for 20 some --state rej --port 81 || die "none was refused: $(ask flows -n all)"
has_flows 1 --state S0 --proto udp --ip 203.0.113.99 --direction lateral,out
has_flows 0 --state S0 --proto udp --direction in,transit
has_flows 0 --ip 10.0.0.0/8
has_flows 5 --device desk --state S1
has_flows 0 --device chair
has_flows 0 --class portscan
ask flows --state S1 -n 1 | grep -q ' desk:[0-9]*  *->  *203.0.113.10:8080 ' ||
	die "the device is not named: $(ask flows --state S1)"
ask flows --state S1 -n 1 --numeric | grep -q ' 192.168.77.10:[0-9]* ' || die "--numeric names"
has_flows 0 --since 2001-01-01T00:00:00 --until 2001-01-02T00:00:00
ask flows --sort bytes -n 1 --json >"$work/one.json" || die "flows fails"
jq -e '.event_type == "flow" and .flow.state and (.flow | has("reason") | not) and
	.dest_port == 8080 and .flow.bytes_toclient > 50000' "$work/one.json" >"$work/out" ||
	die "not the greatest flow: $(cat "$work/one.json")"
ask flows -n all --json --iface wan0 >"$work/all.json"
"$weir" flows --input-file "$work/all.json" --state S1 -n all --format zeek \
	>"$work/conn.log" ||
	die "flows of a file fails"
is_count "a conn.log" "$(grep -v '^#' "$work/conn.log" | cut -f 3,5,6,7 | sort | uniq -c | xargs)" \
	"5 192.168.77.10 203.0.113.10 8080 tcp"
is_count "names of its fields" "$(grep '^#fields' "$work/conn.log" | cut -f 12)" conn_state

top_is() { # JQ_EXPRESSION OPTION...
	_expression=$1
	shift
	ask top --json "$@" | jq -e "$_expression" >"$work/out"
}
wait_for 20 top_is '[.rows[] | select(.iface == "lan0" and .device_name == "desk" and
	.port == 8080 and .bytes[1] > .bytes[0] and .flows >= 1)] | length == 1' \
	--by device,port || die "no busy device: $(ask top --by device,port)"
wait_for 20 top_is '([.rows[].bytes | add] | add) == (.bytes | add)' --by peer,proto ||
	die "the rows are not the sum: $(ask top --by peer,proto)"
top_is '.rows[0].bytes | add > 100000' --window 3m --by peer || die "$(ask top --window 3m)"
top_is '.rows == []' --by class || die "alarms: $(ask top --by class)"
ask top -1 --by proto | grep -q '^TCP  *lan0' || die "no table: $(ask top -1 --by proto)"

# In a terminal: it follows its size, obeys keys, and ends by q or a signal, restored.
cat >"$work/terminal.py" <<'PYTHON'
import fcntl, os, pty, select, signal, struct, sys, termios, time

def fail(what, out):
    sys.exit("%s: %r" % (what, out[-600:]))

def wait(fd, out, what, holds):
    end = time.time() + 20
    while not holds(out[0]):
        if not select.select([fd], [], [], max(0, end - time.time()))[0]:
            fail("no " + what, out[0])
        try:
            out[0] += os.read(fd, 65536)
        except OSError:
            fail("ended without " + what, out[0])

def until(fd, out, text):
    wait(fd, out, repr(text), lambda seen: text in seen)

def fits(seen): # a whole frame for seven lines
    frames = seen.split(b"\033[H")[1:]
    return any(f.endswith(b"\033[J") and f.count(b"\n") <= 6 for f in frames)

def run(end):
    pid, fd = pty.fork()
    if not pid:
        os.environ["TERM"] = "xterm"
        os.execv(sys.argv[1], ["weir", "top", "--socket", sys.argv[2]])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    before = termios.tcgetattr(fd)
    out = [b""]
    until(fd, out, b"\033[?1049h")
    until(fd, out, b"desk ")
    if termios.tcgetattr(fd)[3] & termios.ECHO:
        fail("keys are echoed", out[0])
    for key, text in ((b"o", b"TCP/8080"), (b"c", b"no alarm is kept"), (b"b", b"top by device"),
                      (b"w", b"top by device, "), (b" ", b"paused")):
        out[0] = b""
        os.write(fd, key)
        until(fd, out, text)
    out[0] = b""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 7, 30, 0, 0))
    wait(fd, out, "frame of seven lines or less", fits)
    out[0] = b""
    if isinstance(end, bytes):
        os.write(fd, end)
    else:
        os.kill(pid, end)
    until(fd, out, b"\033[?1049l")
    if b"\033[?25h" not in out[0]:
        fail("the cursor stays hidden", out[0])
    after = termios.tcgetattr(fd)
    status = os.waitpid(pid, 0)[1]
    if after != before:
        fail("the terminal is not as before", out[0])
    return status

if run(b"q") != 0:
    sys.exit("q does not end it well")
if run(signal.SIGTERM) != signal.SIGTERM:
    sys.exit("SIGTERM does not end it")
PYTHON
timeout 60 python3 "$work/terminal.py" "$weir" "$work/run/control.sock" || die "the live screen"
# Who asks too much is told so and left; the others, and the packets, do not notice.
cat >"$work/abuse.py" <<'PYTHON'
import socket, sys

def connect():
    c = socket.socket(socket.AF_UNIX)
    c.settimeout(20)
    c.connect(sys.argv[1])
    return c

def told(c, text): # all that comes until the end
    got = b""
    try:
        while True:
            d = c.recv(65536)
            if not d:
                break
            got += d
    except ConnectionResetError:
        pass
    if text not in got:
        sys.exit("no %r: %r" % (text, got[-300:]))

hello = b'{"version":"0.2"}\n'
many = [connect() for _ in range(16)]
for c in many:
    c.sendall(hello)
    if b"OK" not in c.recv(100):
        sys.exit("one of 16 is not greeted")
told(connect(), b"") # one beyond them is closed at once
many[0].sendall(b'{"command":"flows"}\n' * 100)
told(many[0], b"too many requests")
many[1].sendall(b"{" * 5000)
told(many[1], b"too long")
many[2].sendall(b'{"command":"flows","arguments":{"limit":500}}\n' * 40) # and does not read
many[3].sendall(b'{"command":"uptime"}\n')
if b'"return":"OK"' not in many[3].recv(1000):
    sys.exit("the others are not served")
PYTHON
timeout 60 python3 "$work/abuse.py" "$work/run/control.sock" || die "clients without manners"
is_count "the answer to a question that makes no sense" "$(ask top --by nothing 2>&1 | head -1)" \
	"weir: --by nothing: wrong value; it takes"
sensor_stop
