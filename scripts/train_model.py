# SPDX-License-Identifier: MIT
"""Random forests of scikit-learn as weir's model file (include/weir/model.h): values
become bins, leaves integer votes."""
import numpy as np

from train_score import score_row

VOTES = 10000
NEVER = 1001
EDGES = 255


def edges_of(column):
    """At most EDGES cuts between the values that occur, by their quantiles."""
    values = np.unique(column)
    if len(values) > EDGES + 1:
        at = np.linspace(0, len(values) - 1, EDGES + 2)[1:-1]
        return np.unique(values[at.astype(np.int64)])
    return values[:-1]


def bins_of(rows, edges):
    """Number of edges below each value."""
    out = np.empty(rows.shape, np.float32)
    for j, e in enumerate(edges):
        out[:, j] = np.searchsorted(e, rows[:, j], side="left")
    return out


def votes_of(shares):
    """Shares of a leaf as integers that sum to VOTES (largest remainder)."""
    exact = shares * VOTES
    votes = np.floor(exact).astype(int)
    order = sorted(range(len(votes)), key=lambda c: (votes[c] - exact[c], c))
    for c in order[:VOTES - int(votes.sum())]:
        votes[c] += 1
    return tuple(int(v) for v in votes)


def tree_nodes(tree, leaf_index):
    """sklearn's tree, breadth first, as [feature, bin, left, right] and [-1, leaf, 0, 0]."""
    order, number = [0], {0: 0}
    for k in order:
        if tree.children_left[k] >= 0:
            for child in (tree.children_left[k], tree.children_right[k]):
                number[child] = len(order)
                order.append(child)
    nodes = []
    for k in order:
        if tree.children_left[k] < 0:
            shares = tree.value[k][0] / tree.value[k][0].sum()
            leaf = leaf_index.setdefault(votes_of(shares), len(leaf_index))
            nodes.append([-1, leaf, 0, 0])
        else:
            nodes.append([int(tree.feature[k]), int(np.floor(tree.threshold[k])),
                          number[tree.children_left[k]], number[tree.children_right[k]]])
    return nodes


def drop_unused(forest):
    """Keeps only edges and features that some split reads."""
    used = [set() for _ in forest["features"]]
    for nodes in forest["trees"]:
        for f, b, _, _ in nodes:
            if f >= 0:
                used[f].add(b)
    kept = [f for f in range(len(used)) if used[f]]
    new_bin = [{b: i for i, b in enumerate(sorted(u))} for u in used]
    for nodes in forest["trees"]:
        for node in nodes:
            if node[0] >= 0:
                node[1] = new_bin[node[0]][node[1]]
                node[0] = kept.index(node[0])
    forest["edges"] = [[int(forest["edges"][f][b]) for b in sorted(used[f])] for f in kept]
    forest["features"] = [forest["features"][f] for f in kept]
    forest["expected"] = [forest["expected"][f] for f in kept]
    forest["importance"] = [forest["importance"][f] for f in kept]
    return kept


def quantize(model, edges, names, expected, classes, rows, window_s):
    """The forest's object without vectors, and which of @names it kept."""
    leaf_index = {}
    trees = [tree_nodes(e.tree_, leaf_index) for e in model.estimators_]
    forest = {
        "kind": "random-forest", "rows": rows, "window_s": window_s,
        "features": list(names), "expected": expected, "edges": edges,
        "importance": [int(i * 1000) for i in model.feature_importances_],
        "classes": list(classes), "thresholds": [0] + [NEVER] * (len(classes) - 1),
        "votes": VOTES, "leaves": [list(v) for v in leaf_index], "trees": trees,
    }
    kept = drop_unused(forest)
    forest["trees"] = [[n for node in nodes for n in node] for nodes in trees]
    return forest, kept


def agreement(forest, rows, decisions, most=4000):
    """Share of rows on which the quantized forest decides as the float one."""
    rng = np.random.default_rng(7)
    pick = np.sort(rng.choice(len(rows), min(len(rows), most), replace=False))
    same = 0
    for i in pick:
        votes = score_row(forest, [int(v) for v in rows[i]])
        same += votes.index(max(votes)) == decisions[i]
    return same / len(pick)


def vectors_of(forest, rows):
    """Score vectors: the given rows, the extremes, and rows around the first edges."""
    count = len(forest["features"])
    extra = [[0] * count, [0xffffffff] * count,
             [e[0] for e in forest["edges"]], [e[0] + 1 for e in forest["edges"]],
             [e[-1] for e in forest["edges"]], [e[-1] + 1 for e in forest["edges"]]]
    every = [[int(x) for x in row] for row in rows] + extra
    return [{"row": row, "votes": score_row(forest, row)} for row in every]
