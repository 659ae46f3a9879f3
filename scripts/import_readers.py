# SPDX-License-Identifier: MIT
"""Forests of other programs as one plain object:

  kind      "random-forest" (leaves are shares of classes) or "boosted-trees" (margins)
  features  names, in the order splits use; classes: names, benign first, or None
  base      margin of each class before any tree (boosted)
  trees     per tree a list of nodes, root first: [feature, edge, left, right], where a row
            goes left if its integer value is at most the edge; or [None, value per class]
  importance  per feature, any scale

In Python, json_of(model) of a scikit-learn forest gives it, so that no pickle need travel:

  import json, import_readers
  json.dump(import_readers.json_of(model, feature_names), open("forest.json", "w"))
"""
import json
import math


class Refused(Exception):
    """The model cannot be had in weir's format; says why."""


def at_most(threshold):
    """x <= threshold, of an integer x."""
    return math.floor(threshold)


def below(threshold):
    """x < threshold, of an integer x."""
    return math.ceil(threshold) - 1


# --- scikit-learn

def json_of(model, features=None):
    """The object of a fitted RandomForestClassifier, ExtraTreesClassifier or
    DecisionTreeClassifier."""
    name = type(model).__name__
    if name not in ("RandomForestClassifier", "ExtraTreesClassifier", "DecisionTreeClassifier"):
        raise Refused("scikit-learn's %s is not a forest that can be imported" % name)
    features = features or list(getattr(model, "feature_names_in_", []))
    trees = []
    for e in getattr(model, "estimators_", [model]):
        t = e.tree_
        nodes = []
        for i in range(t.node_count):
            if t.children_left[i] < 0:
                value = t.value[i][0]
                nodes.append([None, [float(v) for v in value / value.sum()]])
            else:
                nodes.append([int(t.feature[i]), at_most(float(t.threshold[i])),
                              int(t.children_left[i]), int(t.children_right[i])])
        trees.append(nodes)
    return {"kind": "random-forest", "features": features, "base": None, "trees": trees,
            "classes": [str(c) for c in model.classes_],
            "importance": [float(v) for v in model.feature_importances_]}


def read_pickle(path):
    import joblib
    return json_of(joblib.load(path))


# --- XGBoost's JSON file

def xgboost_tree(tree, width, of_class, gain):
    if any(tree.get("split_type", [])):
        raise Refused("splits on categories")
    nodes = []
    for i, left in enumerate(tree["left_children"]):
        if left < 0:
            value = [0.0] * width
            value[of_class] = float(tree["split_conditions"][i])
            nodes.append([None, value])
        else:
            feature = tree["split_indices"][i]
            gain[feature] += float(tree["loss_changes"][i])
            nodes.append([feature, below(float(tree["split_conditions"][i])), left,
                          tree["right_children"][i]])
    return nodes


def read_xgboost(data):
    learner = data["learner"]
    if learner["gradient_booster"]["name"] != "gbtree":
        raise Refused("XGBoost's booster %s" % learner["gradient_booster"]["name"])
    objective = learner["objective"]["name"]
    param = learner["learner_model_param"]
    count = int(param["num_class"])
    base = float(param["base_score"])
    if objective == "binary:logistic":
        margins, width = [0.0, math.log(base / (1 - base))], 2
    elif objective in ("multi:softprob", "multi:softmax"):
        margins, width = [base] * count, count
    else:
        raise Refused("XGBoost's objective %s" % objective)
    model = learner["gradient_booster"]["model"]
    gain = [0.0] * int(param["num_feature"])
    trees = [xgboost_tree(t, width, 1 if width == 2 and count < 2 else group, gain)
             for t, group in zip(model["trees"], model["tree_info"])]
    return {"kind": "boosted-trees", "features": learner.get("feature_names", []),
            "classes": None, "base": margins, "trees": trees, "importance": gain}


# --- LightGBM's text file

def lightgbm_blocks(text):
    """The header's and each tree's keys."""
    blocks = [{}]
    for line in text.splitlines():
        if line.startswith("end of trees"):
            break
        if line.startswith("Tree="):
            blocks.append({})
        key, equals, value = line.partition("=")
        if equals:
            blocks[-1][key] = value
        elif line.strip():
            blocks[-1][line.strip()] = ""
    return blocks[0], blocks[1:]


def lightgbm_tree(block, width, of_class, factor, gain):
    def numbers(key, kind):
        return [kind(v) for v in block.get(key, "").split()]

    def leaf(value):
        out = [0.0] * width
        out[of_class] = value * factor
        return [None, out]

    if block.get("is_linear", "0") != "0":
        raise Refused("linear trees")
    values = numbers("leaf_value", float)
    if int(block["num_leaves"]) == 1:
        return [leaf(values[0])]
    left, right = numbers("left_child", int), numbers("right_child", int)
    inner = len(left)
    nodes = []
    for i, (feature, edge, how) in enumerate(zip(numbers("split_feature", int),
                                                 numbers("threshold", float),
                                                 numbers("decision_type", int))):
        if how & 1:
            raise Refused("splits on categories")
        if how >> 2 & 3 == 1:
            raise Refused("zero taken as missing (zero_as_missing)")
        gain[feature] += numbers("split_gain", float)[i]
        # A leaf is named by the complement of its number.
        nodes.append([feature, at_most(edge)] +
                     [c if c >= 0 else inner + ~c for c in (left[i], right[i])])
    return nodes + [leaf(v) for v in values]


def read_lightgbm(text):
    header, blocks = lightgbm_blocks(text)
    objective = header.get("objective", "").split()
    per_round = int(header["num_tree_per_iteration"])
    factor = 1 / (len(blocks) / per_round) if "average_output" in header else 1.0
    if objective[:1] == ["binary"]:
        width = 2
        for word in objective[1:]:
            if word.startswith("sigmoid:"):
                factor *= float(word.split(":")[1])
    elif objective[:1] == ["multiclass"]:
        width = int(header["num_class"])
    else:
        raise Refused("LightGBM's objective %s" % " ".join(objective))
    features = header["feature_names"].split()
    gain = [0.0] * len(features)
    trees = [lightgbm_tree(b, width, 1 if per_round == 1 else i % per_round, factor, gain)
             for i, b in enumerate(blocks)]
    return {"kind": "boosted-trees", "features": features, "classes": None,
            "base": [0.0] * width, "trees": trees, "importance": gain}


def read(path):
    """The object of a file, by what is in it. Pickles are not looked at here."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if not text.lstrip().startswith("{"):
        if "num_tree_per_iteration" in text:
            return read_lightgbm(text)
        raise Refused("neither JSON nor a model file of LightGBM")
    try:
        data = json.loads(text)
    except ValueError as why:
        raise Refused("broken JSON: %s" % why)
    if "learner" in data:
        return read_xgboost(data)
    missing = [key for key in ("kind", "features", "classes", "base", "trees") if key not in data]
    if missing:
        raise Refused("no forest of XGBoost or of json_of(): it has no %s" % ", ".join(missing))
    return data
