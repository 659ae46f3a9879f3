#!/bin/bash
# SPDX-License-Identifier: MIT
# Options, exit codes and output forms of weir replay and weir features.
# test-needs: python3
set -u
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tests/golden/generate "$dir" || exit 1
session=$dir/tcp_session.pcap
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

same() { # WHAT GOT EXPECTED
	[ "$2" = "$3" ] && return
	echo "not ok - $1: got '$2', expected '$3'"
	failed=1
}

replay() {
	"$O/weir" replay -c /dev/null --model none "$@"
}

expect 0 "usage: weir replay" replay --help
expect 2 "usage: weir replay" replay
expect 2 "unrecognized option" replay --frobnicate "$session"
expect 2 "--engine fpga: wrong value" replay --engine fpga "$session"
expect 2 "--drains 0: wrong value" replay --drains 0 "$session"
expect 2 "--flow-max 64x: wrong value" replay --flow-max 64x "$session"
expect 2 "memory" replay --memory 1 "$session"
expect 2 "window" replay --window 1h "$session"
expect 5 "$dir/none.pcap: cannot open: No such file" replay "$dir/none.pcap"
expect 1 "not a capture" replay "$dir"
expect 5 "$dir: no site memory there" replay --state "$dir" "$session"
expect 78 "$dir/none.conf" "$O/weir" replay -c "$dir/none.conf" "$session"
expect 78 "$dir/none.conf" "$O/weir" replay --memory 64M -c "$dir/none.conf" "$session"
expect 5 "$dir/none.json" "$O/weir" replay -c /dev/null --model "$dir/none.json" "$session"
expect 1 "$session" "$O/weir" replay -c /dev/null --model "$session" "$session"
expect 0 "8 packets in 0.007 s, 1 flows, 0 alerts" replay "$session"
expect 0 "account holds" replay --memory 64M --window 2s "$session"
expect 0 "TCP       10.0.0.1 40000 > 10.0.0.2 80  packets 5 < 3" replay --flows "$session"
expect 0 "no alert, no 10" bash -c "'$O/weir' replay -c /dev/null --model none --fail-on-alert '$session' &&
	echo 'no alert, no 10'"
expect 10 "10.0.0.1" replay --fail-on-alert "$dir/port_scan.pcap"
expect 10 '"class":"portscan"' replay --json --fail-on-alert "$dir/port_scan.pcap"
expect 0 "10.0.0.1" replay "$dir/port_scan.pcap"
if [ -e /dev/full ]; then
	for command in "replay $session" "replay --fail-on-alert $dir/port_scan.pcap" \
		"features $session" version --help "replay --help"; do
		said=$("$O/weir" $command 2>&1 >/dev/full)
		same "exit of $command on a full disk" $? 1
		same "words of $command on a full disk" "${said%:*}" "weir: cannot write the output"
	done
fi

# stdin is a file like any other, but for its name.
same "stdin" "$(replay --json --flows - <"$session" | sed 's/"pcap_filename":"[^"]*"//')" \
	"$(replay --json --flows "$session" | sed 's/"pcap_filename":"[^"]*"//')"

# Several files are independent runs; one that cannot be read does not keep the others.
both=$(replay --json --account "$session" "$dir/none.pcap" "$dir/padding.pcap" 2>/dev/null)
same "exit of several" $? 5
same "lines of several" "$(wc -l <<<"$both")" 4
same "account of the last" "$(tail -1 <<<"$both" | cut -c1-36)" \
	'{"seen":{"packets":1,"bytes":60},"ac'

features() {
	"$O/weir" features -c /dev/null "$@"
}

expect 0 "usage: weir features" features --help
expect 2 "usage: weir features" features
expect 2 "--kind packet: wrong value" features --kind packet "$session"
expect 2 "no rows of 7 s: windows have 5, 30 and 180 s" features --window 5,7 "$session"
expect 2 "--window 5,: wrong value" features --window 5, "$session"
expect 0 ",rules" features --rules --kind host "$session"
expect 5 "none.pcap" features "$dir/none.pcap"
expect 1 "not a capture" features "$dir"
expect 2 "memory" features --memory 1 "$session"
expect 78 "$dir/none.conf" "$O/weir" features --memory 64M -c "$dir/none.conf" "$session"
expect 5 "$dir/none.json" "$O/weir" model check "$dir/none.json"
expect 1 "not a JSON object" "$O/weir" model check "$session"
column() { # NAME: of the only row
	features --window 5 "$session" | awk -F, -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
		NR == 2 { print $at }'
}
same "start" "$(column start)" 1700000000.000000000
same "source" "$(column src) $(column sport)" "10.0.0.1 40000"
same "direction" "$(column direction)" lateral
same "packets" "$(column w_fwd_packets) $(column w_rev_packets)" "5 3"
same "IP bytes" "$(column w_fwd_ip_bytes) $(column w_rev_ip_bytes)" "300 120"
same "payload" "$(column l_fwd_payload)" 100
same "rows of two windows" "$(features --kind host --window 5,30 "$session" | wc -l)" 5
exit $failed
