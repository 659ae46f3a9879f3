# SPDX-License-Identifier: MIT
"""The model card: what a model was made of, what it does on sources it has not seen, what
its scores are worth, and what it must not be used for."""
import numpy as np

import train_calibrate
import train_fit

BUDGET = 0.01  # of the benign rows

HEAD = """# Model card: {id}

{count} random forests ({trees} trees, depth at most {depth}) on rows of hosts, pairs and flows,
and a calibration of scores. Made by `scripts/train` from {captures} captures of {sources}
sources, {rows} rows, seed {seed}, scikit-learn {sklearn}, numpy {numpy}; sha256 of the labels
`{labels}`. The same data, program and seed give the same bytes.

    {command}

**What it is for.** A second opinion beside the threshold detectors
(`user/detect/rules_table.h`): where a forest agrees with a rule it lifts the score, and its
share stands in the alert as `layers.rf`. It never lowers a score below its threshold.
The forests read no address, port, TTL, flag, kind of service, absolute time or history.

**How it was judged.** Sources are left out in turn ({folds} groups, no source in two): every
figure here is of rows whose source the forest had not seen. Classes weigh the same, in them
sources, in those captures.

**What a forest may decide alone.** A class gets a limit only if two sources or more hold it
and, with the source left out, no benign row reached that share while {found:.0%} of its own did,
only from {least} thousandths on, and only if it finds two attacks that no rule finds. {alone}

"""

LIMITS = """## Known limits

- Figures of classes with one source are of forests that never saw the class: nothing is
  known about them but that (0.00 is what must come out).
- Most benign rows are of laboratories and short captures. With a source left out up to
  {worst:.0%} of the benign rows of a forest are called an attack by most votes: forests on single
  rows do not carry over to networks they have not seen. Hence the rule above.
- The calibration holds for the mix of this data (a capture is a vote). Where attacks are
  rarer, a score of 900 is right less often than nine times of ten.
- Rules are hand-made by people who knew this data: for them, leaving a source out only
  changes the staircase.
- The model must not be used for classes it does not name, and not as a blocklist.

**Check.** `weir model check models/default.json`: structure, bounds, checksum and every score
vector, votes bit for bit. `tests/golden/scores.sh` does the same with an independent reference.
"""


def summary(t):
    """One line for the terminal."""
    data = t.data
    best = t.shares.argmax(1)
    wrong = (best[data.y == 0] != 0).mean()
    return "%s rows of %d s: %d rows, %d classes, benign called an attack %.3f, " \
        "quantized decides as float: %.4f" % (data.rows.kind, data.rows.window, len(data.y),
                                              len(data.classes), wrong, t.same)


def class_table(t):
    data = t.data
    best = t.shares.argmax(1)
    rows = data.rows
    recall, _ = train_fit.budget_recall(1 - t.shares[:, 0], 1 + t.shares[:, 1:].argmax(1), data.y,
                                        rows.sources, rows.captures, BUDGET)
    w = train_fit.weights(data.y, rows.sources, rows.captures)
    lines = ["| class | rows | captures | sources | most votes | at %.0f %% of benign | limit |"
             % (100 * BUDGET), "|---|---|---|---|---|---|---|"]
    for c, name in enumerate(data.classes):
        at = data.y == c
        limit = "" if not c else "never" if t.thresholds[c] > 1000 else str(t.thresholds[c])
        lines.append("| %s | %d | %d | %d | %.2f | %s | %s |" % (
            name, at.sum(), len(set(rows.captures[at])), len(set(rows.sources[at])),
            np.average(best[at] == c, weights=w[at]), "%.2f" % recall[c] if c else "", limit))
    return lines


def source_table(trained):
    """Per source: rows, and the share decided right by most votes, over all forests."""
    lines = ["| source | captures | rows | benign right | attack right class |",
             "|---|---|---|---|---|"]
    every = sorted({s for t in trained.values() for s in t.data.rows.sources})
    for source in every:
        right, total, captures = [0, 0], [0, 0], set()
        for t in trained.values():
            at = t.data.rows.sources == source
            good = t.shares.argmax(1)[at] == t.data.y[at]
            attack = t.data.y[at] != 0
            captures |= set(t.data.rows.captures[at])
            for k in (0, 1):
                right[k] += good[attack == k].sum()
                total[k] += (attack == k).sum()
        shown = ["%.2f" % (right[k] / total[k]) if total[k] else "" for k in (0, 1)]
        lines.append("| %s | %d | %d | %s | %s |" % (source, len(captures), sum(total), *shown))
    return lines


def importance_table(trained):
    lines = ["| forest | strongest features (thousandths) |", "|---|---|"]
    for (kind, window), t in trained.items():
        pairs = sorted(zip(t.forest["importance"], t.forest["features"]), reverse=True)[:8]
        lines.append("| %s %d s | %s |" % (kind, window,
                                          ", ".join("%s %d" % (n, i) for i, n in pairs)))
    return lines


def reliability(alarms, stairs):
    lines = ["Raw is a rule's score lifted by the forest; below 500 are near misses, which never",
             "alert. Right: captures of a step weigh the same. Given: by a staircase made without",
             "the alarm's source.", "",
             "| group | raw | rows | captures | in the model | given | right |",
             "|---|---|---|---|---|---|---|"]
    for group in sorted(alarms):
        lines += train_calibrate.table(group, alarms[group], stairs[group])
    lines.append("")
    for group in sorted(alarms):
        raw, right, captures, sources = alarms[group].arrays()
        lines.append("Mean squared error of %s: raw score %.3f, calibrated %.3f (%d sources)." % (
            group, train_calibrate.brier(raw / 1000, right, captures),
            train_calibrate.brier(train_calibrate.left_out(raw, right, captures, sources), right,
                                  captures), len(set(sources))))
    return lines


def command(folders):
    return "scripts/train --card models/default.md" + "".join(" --data DIR" for _ in folders[1:])


def card(model, folders, rows, trained, alarms, stairs):
    first = next(iter(trained.values()))
    sources = sorted({s for t in trained.values() for s in t.data.rows.sources})
    alone = ["%s (%s %d s, from %d)" % (t.data.classes[c], kind, window, t.thresholds[c])
             for (kind, window), t in trained.items() for c in range(1, len(t.data.classes))
             if t.thresholds[c] <= 1000]
    worst = max((t.shares.argmax(1)[t.data.y == 0] != 0).mean() for t in trained.values())
    p = model["provenance"]
    out = [HEAD.format(
        id=model["id"], count=len(trained), trees=train_fit.TREES, depth=train_fit.DEPTH,
        captures=p["data"].split()[0], sources=len(sources),
        rows=sum(len(t.data.y) for t in trained.values()), seed=p["seed"],
        sklearn=p["scikit-learn"], numpy=p["numpy"], labels=p["data"].split()[-1],
        command=command(folders), folds=len(np.unique(train_fit.folds(first.data.rows))),
        found=train_fit.LEAST_FOUND, least=train_fit.LEAST_SHARE,
        alone="These did: %s." % ", ".join(alone) if alone else
        "No class passed, so all are \"never alone\".")]
    out += ["## What a score is worth", ""] + reliability(alarms, stairs) + [""]
    for (kind, window), t in trained.items():
        out += ["## Rows of a %s, %d s" % (kind, window), ""] + class_table(t) + [""]
        out += ["Quantized decides as float on %.4f of the rows." % t.same, ""]
    out += ["## Sources", ""] + source_table(trained) + [""]
    out += ["## Importance of features", ""] + importance_table(trained) + [""]
    out.append(LIMITS.format(worst=worst))
    return "\n".join(out)
