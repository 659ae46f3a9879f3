#!/bin/sh
# SPDX-License-Identifier: MIT
# The shipped model: the C program accepts it, an independent reference in Python gives
# the very votes it lists, and a file with one vote or one byte changed is refused.
set -eu
weir=${O:-build}/weir
model=models/default.json
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail() {
	echo "FAIL: $*"
	exit 1
}

"$weir" model check "$model" || fail "the shipped model is refused"
"$weir" model info --json "$model" | python3 -c '
import json, sys
info = json.load(sys.stdin)
assert len(info["forests"]) >= 2 and info["id"], info
' || fail "model info"

code() { # EXPECTED COMMAND...
	expected=$1 got=0
	shift
	"$@" >/dev/null 2>&1 || got=$?
	[ "$got" = "$expected" ] || fail "$*: exit $got, not $expected"
}
code 0 "$weir" model --help
code 0 "$weir" model info "$model"
code 2 "$weir" model
code 2 "$weir" model show "$model"
code 2 "$weir" model check
code 2 "$weir" model check --force "$model"
code 2 "$weir" model check "$model" "$model"
code 1 "$weir" model check "$dir"
code 5 "$weir" model info "$dir/none.json"
code 0 "$weir" model importance
code 0 "$weir" model importance --json "$model"
code 2 "$weir" model importance "$model" "$model"
code 2 "$weir" model compare "$model" "$model"
code 5 "$weir" model compare "$model" "$model" "$dir/none.pcap"
code 5 "$weir" model compare "$model" "$model" --data "$dir"

# A capture with a scan in it, labelled, judged with and without forests.
tests/golden/generate "$dir/golden" >/dev/null
mkdir -p "$dir/data/train/own" "$dir/data/labels/train/own"
cp "$dir/golden/port_scan.pcap" "$dir/data/train/own/scan.pcap"
"$weir" features --kind flow "$dir/golden/port_scan.pcap" | awk -F, -v OFS='\t' '
	NR == 1 { print "src", "sport", "dst", "dport", "proto", "first", "last", "f", "r", "b", "l" }
	NR > 1 { print $4, $6, $5, $7, 6, int($1), int($1) + 5, 1, 1, 40, "portscan" }' |
	gzip >"$dir/data/labels/train/own/scan.pcap.flows.tsv.gz"
"$weir" model compare --json -c /dev/null none "$model" --data "$dir/data" >"$dir/compare"
python3 - "$dir/compare" <<'PY' || fail "compare: $(cat "$dir/compare")"
import json, sys
c = json.load(open(sys.argv[1]))
assert c["attack_captures"] == 1 and c["alarms_both"] == c["a"]["alarms"] >= 1, c
assert c["a"]["right"] >= 1 and not c["a"]["wrong"] and c["b"]["attacks_found"] == 1, c
assert c["rows"] == 0, "without a model no forest decides"
PY
"$weir" model compare --json -c /dev/null "$model" "$model" "$dir/golden/port_scan.pcap" |
	grep -q '"attack_captures":0.*"rows":\([0-9]*\),"rows_alike":\1,' || fail "compare with itself"

# A broken capture counts up to there, for both models; one that is not there does not.
size=$(stat -c %s "$dir/golden/port_scan.pcap")
head -c $((size - 7)) "$dir/golden/port_scan.pcap" >"$dir/broken.pcap"
got=0
"$weir" model compare --json -c /dev/null none none "$dir/broken.pcap" "$dir/none.pcap" \
	"$dir/golden/port_scan.pcap" >"$dir/compare" 2>/dev/null || got=$?
[ "$got" = 1 ] || fail "compare on a broken capture exits $got"
grep -q '"captures":2,.*"alarms_both":2,' "$dir/compare" ||
	fail "compare on a broken capture: $(cat "$dir/compare")"

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=scripts python3 - "$model" "$dir" <<'PY' || fail "reference"
import json, sys
from train_score import score_row, text_of

text = open(sys.argv[1]).read()
model = json.loads(text)
count = 0
for forest in model["forests"]:
    for vector in forest["vectors"]:
        votes = score_row(forest, vector["row"])
        assert votes == vector["votes"], (votes, vector)
        assert sum(votes) == forest["votes"] * len(forest["trees"])
        count += 1
print("reference: %d score vectors" % count)
del model["checksum"]
assert text_of(model) == text, "the file is not the text its content has"
vector = model["forests"][0]["vectors"][0]["votes"]
vector[0], vector[1] = vector[0] - 1, vector[1] + 1
open(sys.argv[2] + "/vote.json", "w").write(text_of(model))
at = len(text) // 2
while not text[at].isdigit():
    at += 1
wrong = "2" if text[at] == "1" else "1" # no number begins with 0
open(sys.argv[2] + "/byte.json", "w").write(text[:at] + wrong + text[at + 1:])
PY

for case in "vote:score vector 0 is not reproduced" "byte:checksum: "; do
	file=$dir/${case%%:*}.json
	if "$weir" model check --json "$file" >"$dir/out"; then
		fail "$file is accepted"
	fi
	grep -q "\"good\":false.*${case#*:}" "$dir/out" || fail "$file: $(cat "$dir/out")"
done
echo "PASS"
