# SPDX-License-Identifier: MIT
"""Forests against other detectors on the same rows, and whether they learned a laboratory:
corpus and laboratory trained apart and tested crosswise. For honesty, not for shipping."""
import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import QuantileTransformer
from sklearn.svm import OneClassSVM

import train_alone
import train_fit

BUDGETS = (0.01, 0.001)  # of benign rows
BENIGN_ROWS = 2000  # that the detectors of anomalies learn from
KINDS = (("host", 30), ("pair", 180), ("flow", 5))
SEQUENCE = ["l_%s_size_%d" % (way, i) for i in (1, 2, 3, 4) for way in ("fwd", "rev")] + \
    ["w_fwd_gap_mean", "w_fwd_gap_dev", "l_duration_ms"]
LAB = "lab-"

HEAD = """# Training report

Made by `scripts/train --report` on the rows of the model card, one seed. Every figure is of
rows whose source was left out. Classes weigh the same, in them sources, in those captures.
"Right class at 1 %" is the mean over classes of the share of rows called by their class at a
limit that calls at most 1 % of the benign rows an attack; detectors of anomalies know no
class: for them any call counts, which flatters them. "Benign called" is what most votes,
or a quantile of 1 % of the benign rows trained on, would call an attack.
Another draw of rows moves a figure by up to a third: only large gaps mean anything. No
detector here finds at such a price what rules find without one (`scripts/evaluate`): forests lift rules.
"""


def scaled(train, test):
    """Values as ranks of the training rows: networks need tame inputs."""
    q = QuantileTransformer(n_quantiles=200, output_distribution="normal",
                            random_state=train_fit.SEED).fit(train)
    return q.transform(train), q.transform(test)


def forest_scores(data, rest, jobs):
    model = train_fit.fit(data, rest, jobs)
    shares = np.zeros(((~rest).sum(), len(data.classes)))
    shares[:, model.classes_] = model.predict_proba(data.bins[~rest])
    return shares


def resampled(y, w, rng, most=6000):
    """Rows by weight: scikit-learn's networks take no weights."""
    return rng.choice(len(y), min(most, len(y)), p=w / w.sum())


def mlp_scores(data, rest, _):
    rng = np.random.default_rng(train_fit.SEED)
    rows = data.rows
    w = train_fit.weights(data.y[rest], rows.sources[rest], rows.captures[rest])
    a, b = scaled(rows.values[rest], rows.values[~rest])
    at = resampled(data.y[rest], w, rng)
    model = MLPClassifier((64, 32), max_iter=30, random_state=train_fit.SEED)
    model.fit(a[at], data.y[rest][at])
    shares = np.zeros(((~rest).sum(), len(data.classes)))
    shares[:, model.classes_] = model.predict_proba(b)
    return shares


def anomaly_shares(train_scores, scores, classes):
    """More than 0.5 beyond the training rows' 99 % quantile."""
    order = np.sort(train_scores)
    rank = np.searchsorted(order, scores, side="right") / len(order)
    over = np.maximum(scores - order[-1], 0)
    value = rank * 0.99 + 0.01 * over / (1 + over)
    shares = np.zeros((len(scores), classes))
    shares[:, 1] = np.where(value >= 0.98, 0.5 + (value - 0.98) * 25, value / 2)
    shares[:, 0] = 1 - shares[:, 1]
    return shares


def benign_sample(data, rest, most):
    rng = np.random.default_rng(train_fit.SEED)
    rows = data.rows
    benign = np.flatnonzero(rest & (data.y == 0))
    w = train_fit.weights(data.y[benign], rows.sources[benign], rows.captures[benign])
    return rng.choice(benign, min(most, len(benign)), p=w / w.sum())


def svm_scores(data, rest, _):
    at = benign_sample(data, rest, BENIGN_ROWS)
    a, b = scaled(data.rows.values[at], data.rows.values[~rest])
    model = OneClassSVM(nu=0.01, gamma="scale").fit(a)
    return anomaly_shares(-model.decision_function(a), -model.decision_function(b),
                          len(data.classes))


def encoder_scores(data, rest, _):
    at = benign_sample(data, rest, BENIGN_ROWS)
    a, b = scaled(data.rows.values[at], data.rows.values[~rest])
    narrow = max(2, a.shape[1] // 4)
    model = MLPRegressor((narrow * 2, narrow, narrow * 2), max_iter=60,
                         random_state=train_fit.SEED).fit(a, a)
    return anomaly_shares(*(((model.predict(x) - x) ** 2).mean(1) for x in (a, b)),
                          len(data.classes))


def every_fold(data, scores, jobs):
    shares = np.zeros((len(data.y), len(data.classes)))
    fold = train_fit.folds(data.rows)
    for k in np.unique(fold):
        shares[fold == k] = scores(data, fold != k, jobs)
    return shares


def measured(name, data, shares, classless=False):
    """A line of a table."""
    rows, y = data.rows, data.y
    attack = 1 - shares[:, 0]
    guess = y if classless else 1 + shares[:, 1:].argmax(1)
    cells = []
    for budget in BUDGETS:
        recall, _ = train_fit.budget_recall(attack, guess, y, rows.sources, rows.captures, budget)
        cells.append("%.3f" % np.mean(list(recall.values())))
    called = shares.argmax(1) != 0
    w = train_fit.weights(y, rows.sources, rows.captures)
    benign = y == 0
    cells.append("%.3f" % np.average(called[benign], weights=w[benign]))
    return "| %s | %s |" % (name, " | ".join(cells))


TABLE = ["| detector | right class at 1 % | at 0.1 % | benign called |", "|---|---|---|---|"]


def only(rows, names):
    return train_fit.Set(rows.pick(np.ones(len(rows), bool), names))


def against_others(trained, jobs):
    out = ["## Other detectors on the same rows", ""]
    for key in KINDS:
        if key not in trained:
            continue
        t = trained[key]
        out += ["Rows of a %s, %d s (%d):" % (*key, len(t.data.y)), ""] + TABLE
        out.append(measured("random forest (shipped)", t.data, t.shares))
        out.append(measured("the same, any class counts", t.data, t.shares, True))
        for name, scores, classless in (("one-class SVM of benign rows", svm_scores, True),
                                        ("autoencoder of benign rows", encoder_scores, True),
                                        ("network of two layers (MLP)", mlp_scores, False)):
            out.append(measured(name, t.data, every_fold(t.data, scores, jobs), classless))
        out.append("")
    return out


def sequences(rows, trained, jobs):
    """First packets of a flow: an MLP against a forest on the same columns, and against
    the forest that is shipped."""
    data = only(rows["flow"][5], SEQUENCE)
    out = ["## First packets of a flow", "",
           "Sizes of the first four packets each way, gaps and duration (%d columns):" %
           len(SEQUENCE), ""] + TABLE
    out.append(measured("MLP", data, every_fold(data, mlp_scores, jobs)))
    out.append(measured("random forest", data, every_fold(data, forest_scores, jobs)))
    t = trained["flow", 5]
    out.append(measured("random forest (shipped columns)", t.data, t.shares))
    return out + [""]


def crosswise(trained, jobs):
    """Trained on the corpus and tested on the laboratory, and the other way round."""
    out = ["## Laboratory and corpus, trained apart and tested crosswise", "",
           "Classes that both have; \"own\" is the source left out within the tested set.", "",
           "| rows | trained on | tested on | class | rows tested | most votes | own |",
           "|---|---|---|---|---|---|---|"]
    for key in (k for k in KINDS if k in trained):
        t, data = trained[key], trained[key].data
        lab = np.char.startswith(data.rows.sources, LAB)
        if not lab.any() or lab.all():
            continue
        for name, train, test in (("corpus", ~lab, lab), ("laboratory", lab, ~lab)):
            model = train_fit.fit(data, train, jobs)
            guess = model.classes_[model.predict_proba(data.bins[test]).argmax(1)]
            own = t.shares[test].argmax(1)
            y = data.y[test]
            rows = data.rows.pick(test)
            w = train_fit.weights(y, rows.sources, rows.captures)
            for c in np.intersect1d(np.unique(data.y[train]), np.unique(y)):
                at = y == c
                out.append("| %s %d s | %s | %s | %s | %d | %.2f | %.2f |" % (
                    *key, name, "laboratory" if name == "corpus" else "corpus", data.classes[c],
                    at.sum(), np.average(guess[at] == c, weights=w[at]),
                    np.average(own[at] == c, weights=w[at])))
    return out + [""]


def alone(rows, trained):
    attacks, found = train_alone.ruled(rows)
    attacked = {capture for capture, _ in attacks}
    peaceful = {c for t in trained.values() for c in t.data.rows.captures} - attacked
    out = ["## May forests alert alone?", "",
           "%d attacks (a class in a capture), of which rules miss %d. A limit is the worst benign "
           "row's share and %d thousandths, or the floor. False: benign captures of a source that "
           "would be alarmed where the limit comes from the other sources (of %d)." % (
               len(attacks), len(attacks - found), train_fit.MARGIN, len(peaceful)), "",
           "| floor | windows in a row | attacks gained | benign captures alarmed |",
           "|---|---|---|---|"]
    for count in (1, 2):
        values = {key: t.shares if count == 1 else train_alone.lasting(t.data.rows, t.shares)
                  for key, t in trained.items()}
        for least in (600, 750, 900):
            gained, wrong = train_alone.alone_at(trained, values, least, attacks - found)
            out.append("| %d | %d | %d | %d |" % (least, count, len(gained), len(wrong & peaceful)))
    return out + [""]


def report(rows, trained, jobs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # networks that have not converged are measured as they are
        out = [HEAD]
        out += alone(rows, trained)
        out += against_others(trained, jobs)
        out += sequences(rows, trained, jobs)
        out += crosswise(trained, jobs)
    return "\n".join(out)
