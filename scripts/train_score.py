# SPDX-License-Identifier: MIT
"""The reference: votes of a forest of a model file (include/weir/model.h), and the text
of that file with its checksum. Plain Python, independent of the C code."""
import bisect
import json
import zlib


def score_row(forest, row):
    """The reference: votes per class of one row, in the order of forest["features"]."""
    bins = [bisect.bisect_left(e, x) for e, x in zip(forest["edges"], row)]
    votes = [0] * len(forest["classes"])
    for tree in forest["trees"]:
        at = 0
        while tree[4 * at] >= 0:
            feature, limit, left, right = tree[4 * at:4 * at + 4]
            at = left if bins[feature] <= limit else right
        for c, v in enumerate(forest["leaves"][tree[4 * at + 1]]):
            votes[c] += v
    return votes


def text_of(model):
    """The model file, with its checksum; one line per key, and forests on one line each."""
    keys = ["schema", "id", "revision", "provenance", "checksum"]
    keys += ["calibration"] if "calibration" in model else []
    canonical = json.dumps(model, separators=(",", ":"), sort_keys=True, ensure_ascii=True)
    model = dict(model, checksum="crc32:%08x" % zlib.crc32(canonical.encode("ascii")))
    lines = []
    for key in keys:
        lines.append("%s: %s" % (json.dumps(key), json.dumps(model[key], sort_keys=True)))
    forests = [json.dumps(f, separators=(",", ":"), sort_keys=True) for f in model["forests"]]
    lines.append('"forests": [\n%s\n]' % ",\n".join(forests))
    return "{\n" + ",\n".join(lines) + "\n}\n"
