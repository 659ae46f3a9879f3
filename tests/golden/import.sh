#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts/import: small forests in the formats of LightGBM, XGBoost and scikit-learn, written
# by hand, become model files that weir accepts and that decide as reckoned by hand.
# test-needs: python3
# test-sanitize: no
set -eu
weir=${O:-build}/weir
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail() {
	echo "FAIL: $*"
	exit 1
}

# Rows with 0, 1, ... 99 flows to 0, 2, ... 198 peers.
awk 'BEGIN {
	print "start,window_s,kind,src,dst,sport,dport,proto,direction,out_flows,out_peers"
	for (i = 0; i < 100; i++) printf "0,5,host,a,,0,0,,out,%d,%d\n", i, 2 * i
}' >"$dir/rows.csv"

# Over 50.5 flows +2, else -1; over 20 peers 0.5 more, else 0.25 less: an attack from 51 on.
cat >"$dir/light.txt" <<'EOF'
tree
version=v3
num_class=1
num_tree_per_iteration=1
objective=binary sigmoid:1
feature_names=out_flows out_peers

Tree=0
num_leaves=2
split_feature=0
split_gain=9
threshold=50.5
decision_type=2
left_child=-1
right_child=-2
leaf_value=-1 2
is_linear=0

Tree=1
num_leaves=2
split_feature=1
split_gain=1
threshold=20.000000000000004
decision_type=2
left_child=-1
right_child=-2
leaf_value=-0.25 0.5
is_linear=0

end of trees
EOF
# The same by XGBoost: "less than 51", "less than 21".
cat >"$dir/xgb.json" <<'EOF'
{"learner":{"feature_names":["out_flows","out_peers"],"objective":{"name":"binary:logistic"},
"learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2"},
"gradient_booster":{"name":"gbtree","model":{"tree_info":[0,0],"trees":[
{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
"split_conditions":[51,-1,2],"loss_changes":[9,0,0],"split_type":[0,0,0]},
{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[1,0,0],
"split_conditions":[21,-0.25,0.5],"loss_changes":[1,0,0],"split_type":[0,0,0]}]}}}}
EOF
# And a forest of shares; its second tree asks what no value can fail.
cat >"$dir/forest.json" <<'EOF'
{"kind":"random-forest","features":["out_flows","out_peers"],"base":null,
"classes":["portscan","benign"],"importance":[0.9,0.1],"trees":[
[[0,50,1,2],[null,[0.1,0.9]],[null,[0.95,0.05]]],
[[1,-7,1,2],[null,[0,1]],[1,20,3,4],[null,[0.4,0.6]],[null,[0.5,0.5]]]]}
EOF

decided() { # MODEL FLOWS PEERS: the class
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=scripts python3 - "$@" <<'PY'
import json, sys
from train_score import score_row
f = json.load(open(sys.argv[1]))["forests"][0]
given = {"out_flows": int(sys.argv[2]), "out_peers": int(sys.argv[3])}
votes = score_row(f, [given[n] for n in f["features"]])
print(f["classes"][votes.index(max(votes))])
PY
}

import() { # FILE OPTION...: exit code
	PYTHONDONTWRITEBYTECODE=1 python3 scripts/import "$dir/$1" --rows "$dir/rows.csv" \
		--out "$dir/out.json" "${@:2}" >"$dir/said" 2>&1
}

for forest in "light.txt --classes benign,portscan" "xgb.json --classes benign,portscan" forest.json; do
	# shellcheck disable=SC2086
	import $forest --limit portscan=900 || fail "$forest: $(cat "$dir/said")"
	"$weir" model check "$dir/out.json" || fail "$forest is refused"
	[ "$(decided "$dir/out.json" 50 100)" = benign ] || fail "$forest: 50 flows"
	[ "$(decided "$dir/out.json" 51 102)" = portscan ] || fail "$forest: 51 flows"
	[ "$(decided "$dir/out.json" 51 0)" = portscan ] || fail "$forest: 51 flows to nobody"
	"$weir" model importance --json "$dir/out.json" | grep -q '"out_flows","importance":900' ||
		fail "$forest: importance"
	"$weir" model info "$dir/out.json" | grep -q 'portscan (from 900)' || fail "$forest: limit"
	grep -q 'on 1.00000 of 100 rows' "$dir/said" || fail "$forest: $(cat "$dir/said")"
done

# A leaf of -1 is 0 votes there, so +3 is 4096 * 3 / ln 2 more.
import light.txt --classes benign,portscan
grep -q "$(python3 -c 'import math; print("[0,%d]" % (round(2 * 4096 / math.log(2)) + round(4096 / math.log(2))))')" \
	"$dir/out.json" || fail "margins as votes"

refused() { # WHAT FILE OPTION...
	if import "${@:2}"; then
		fail "$2 is accepted"
	fi
	grep -q "$1" "$dir/said" || fail "$2: $(cat "$dir/said")"
}
sed 's/^decision_type=2/decision_type=1/' "$dir/light.txt" >"$dir/category.txt"
sed 's/^objective=.*/objective=regression/' "$dir/light.txt" >"$dir/regression.txt"
sed 's/out_peers/ttl/' "$dir/light.txt" >"$dir/ttl.txt"
printf '\200\004\225' >"$dir/forest.pickle"
refused "splits on categories" category.txt --classes benign,portscan
refused "objective regression" regression.txt --classes benign,portscan
refused "rows have no feature ttl" ttl.txt --classes benign,portscan
refused "names are needed" light.txt
refused "runs code when it is loaded" forest.pickle
echo '{"forests":[]}' >"$dir/none.json"
echo '{"learner":' >"$dir/half.json"
refused "it has no kind, features" none.json
refused "broken JSON" half.json
refused "No such file" absent.txt
echo "PASS"
