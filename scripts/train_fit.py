# SPDX-License-Identifier: MIT
"""Forests on labelled rows, and what they say of sources that they have not seen."""
import numpy as np
from sklearn.ensemble import RandomForestClassifier

import train_model
import train_rows

SEED = 7
TREES = 30
DEPTH = 8
FOLDS = 10
LEAST_SHARE = 900  # no forest decides alone below this, in thousandths
MARGIN = 20  # above the worst benign row
LEAST_FOUND = 0.05  # of a class's rows; less is luck, not a detector


class Set:
    """Rows ready for training: classes as numbers (0 is benign), values as bins."""

    def __init__(self, rows, classes=None):
        self.rows = rows
        self.classes = classes or ["benign"] + [c for c in train_rows.CLASSES
                                                if (rows.classes == c).any()]
        self.y = np.array([self.classes.index(c) for c in rows.classes])
        self.edges = [train_model.edges_of(rows.values[:, j]) for j in range(len(rows.names))]
        self.bins = train_model.bins_of(rows.values, self.edges)


def weights(y, sources, captures):
    """Every class weighs the same, in it every source, in that every capture."""
    out = np.zeros(len(y))
    for c in np.unique(y):
        in_class = y == c
        for s in np.unique(sources[in_class]):
            in_source = in_class & (sources == s)
            of = captures[in_source]
            _, number, count = np.unique(of, return_inverse=True, return_counts=True)
            share = 1 / (len(np.unique(sources[in_class])) * len(count))
            out[in_source] = share / count[number]
    return out / out.mean()


def fit(data, mask, jobs):
    forest = RandomForestClassifier(TREES, max_depth=DEPTH, min_samples_leaf=3,
                                    max_features="sqrt", random_state=SEED, n_jobs=jobs)
    rows = data.rows
    return forest.fit(data.bins[mask], data.y[mask],
                      sample_weight=weights(data.y[mask], rows.sources[mask], rows.captures[mask]))


def folds(rows):
    """A number for each row: sources are left out together that share one. Sources of a
    class get different numbers as far as there are enough."""
    main = {}
    for source in sorted(set(rows.sources)):
        of = rows.classes[rows.sources == source]
        names, count = np.unique(of, return_counts=True)
        main[source] = (names[count.argmax()], source)
    number = {s: i % FOLDS for i, s in enumerate(sorted(main, key=main.get))}
    return np.array([number[s] for s in rows.sources])


def out_of_source(data, jobs):
    """Shares of every row by a forest that saw nothing of the row's source."""
    shares = np.zeros((len(data.y), len(data.classes)))
    fold = folds(data.rows)
    for k in np.unique(fold):
        forest = fit(data, fold != k, jobs)
        shares[np.ix_(fold == k, forest.classes_)] = forest.predict_proba(data.bins[fold == k])
    return shares


def limit(shares, data, c, least=LEAST_SHARE, benign=None):
    """The lowest share of class c, in thousandths, that no benign row of an unseen source
    reaches (of the rows @benign, default all); NEVER if fewer than two sources hold the
    class or hardly a row of it gets there."""
    of_class = data.y == c
    benign = data.y == 0 if benign is None else benign
    if len(np.unique(data.rows.sources[of_class])) < 2:
        return train_model.NEVER
    found = max(least, int(shares[benign, c].max() * 1000) + MARGIN)
    if np.mean(shares[of_class, c] * 1000 >= found) < LEAST_FOUND:
        return train_model.NEVER
    return found


def budget_recall(attack, guess, y, sources, captures, budget):
    """Mean over classes of the share of rows called by the right class, where at most
    @budget of the benign rows (each capture weighs the same in its source) is called an
    attack. @attack: how much of an attack a row is; @guess: its class then."""
    w = weights(y, sources, captures)
    benign = y == 0
    order = np.argsort(-attack[benign], kind="stable")
    spent = np.cumsum(w[benign][order]) / w[benign].sum()
    allowed = order[spent > budget]
    limit = attack[benign][allowed[0]] if len(allowed) else -np.inf
    called = attack > limit
    recall = {c: np.average((called & (guess == c))[y == c], weights=w[y == c])
              for c in np.unique(y) if c}
    return recall, limit
