#!/bin/bash
# SPDX-License-Identifier: MIT
# weir explain --replay: an alarm of a capture with its reasons, the same in every run, and
# other ones when a single packet is another.
# test-needs: python3 jq
set -u
export TZ=UTC0
O=${O:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tests/golden/generate "$dir" || exit 1
scan=$dir/port_scan.pcap
fail=0
not() {
	echo "not ok: $*"
	fail=1
}

explain() { # FILE [OPTION...]
	local file=$1
	shift
	"$O/weir" explain --replay "$file" -c /dev/null --model none "$@"
}

list=$(explain "$scan") || not "the list of a capture's alarms"
[ "$(wc -l <<<"$list")" = 1 ] || not "one alarm is one line: $list"
id=${list%% *}
[[ $list == *" portscan: "* ]] || not "with its class: $list"

explain "$scan" "$id" >"$dir/first" || not "explain ID"
explain "$scan" "${id:0:4}" >"$dir/second" || not "explain with four digits"
cmp -s "$dir/first" "$dir/second" || not "every run says the same"
for part in '^alarm    ' '^who      10' '^What each layer says' ' fired with ' \
	'^What was seen, farthest' 'expected at most .*a fixed limit' '^Around it' \
	'^What to do next'; do
	grep -q -- "$part" "$dir/first" || not "no '$part' in: $(cat "$dir/first")"
done

explain "$scan" --json "$id" >"$dir/json" || not "explain --json"
[ "$(jq -r .alert.alert.context.weir.class "$dir/json")" = portscan ] || not "the event"
[ "$(jq '[.layers.threshold.rules[] | select(.fired)] | length > 0' "$dir/json")" = true ] ||
	not "rules that fired"
[ "$(jq '[.layers.threshold.rules[] | select(.fired).conditions[].holds] | all' \
	"$dir/json")" = true ] || not "each of their conditions holds"
[ "$(jq '[.features[].off // 0] | . == (sort | reverse)' "$dir/json")" = true ] ||
	not "features are sorted by how far out they are"
[ "$(jq '.windows | length > 0' "$dir/json")" = true ] || not "windows of the host"

explain "$scan" 00000000 2>"$dir/error"
[ $? = 5 ] || not "exit 5 for an unknown id"
explain "$scan" "$id" "$id" 2>/dev/null
[ $? = 2 ] || not "exit 2 for two ids"
"$O/weir" explain --model none --socket "$dir/none.sock" 2>/dev/null
[ $? = 2 ] || not "exit 2 for a model that the running sensor would not take"
explain "$dir/no_such" 2>/dev/null
[ $? = 5 ] || not "exit 5 for a file that is not there"

# The admin's own scanner raises no alarm, and explain says so.
src=$(jq -r .alert.src_ip "$dir/json")
printf '[Network]\nscanner = %s\n' "$src" >"$dir/named.conf"
left=$("$O/weir" explain --replay "$scan" -c "$dir/named.conf" --model none)
[[ $left == "no alarm"$'\n'"left out: "*" findings of class portscan about $src, named as scanner" ]] ||
	not "what is left out is told: $left"
[ "$("$O/weir" model compare --json -c "$dir/named.conf" none none "$scan" | jq .a.alarms)" = 0 ] ||
	not "it raises none in a comparison of models either"

# The same scan before and after midnight: the end has a day of its own.
python3 - "$scan" "$dir/night.pcap" <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
midnight, begin = 86400 * 20000, struct.unpack_from("<I", data, 24)[0]
with open(sys.argv[2], "wb") as out:
    out.write(data[:24])
    for start in midnight - 15, midnight + 5:
        at = 24
        while at < len(data):
            seconds, size = struct.unpack_from("<I4xI", data, at)
            out.write(struct.pack("<I", seconds - begin + start) + data[at + 4:at + 16 + size])
            at += 16 + size
END
night=$(explain "$dir/night.pcap" "$(explain "$dir/night.pcap" | head -c 8)" | grep '^when')
[[ $night == "when     2024-10-03 23:59:4"*" to 2024-10-04 00:00:0"* ]] || not "midnight: $night"

# The last packet of the capture is left out: one try less.
python3 - "$scan" "$dir/less.pcap" <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
at, last = 24, 24
while at < len(data):
    last = at
    at += 16 + struct.unpack_from("<I", data, at + 8)[0]
open(sys.argv[2], "wb").write(data[:last])
END
reasons() { # FILE
	explain "$1" --json "$id" | jq -c '[.alert.alert.context.weir.reasons[].text]'
}
reasons "$scan" >"$dir/reasons"
reasons "$dir/less.pcap" >"$dir/less"
[ -s "$dir/less" ] && ! cmp -s "$dir/reasons" "$dir/less" ||
	not "a packet less, and the reasons stay: $(cat "$dir/reasons" "$dir/less")"
exit $fail
