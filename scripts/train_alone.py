# SPDX-License-Identifier: MIT
"""Whether a forest may alert alone: what it would find that rules miss, and what it would
cost on benign captures of sources that its limit was not taken from."""
import numpy as np

import train_calibrate
import train_fit
import train_model

LEAST_GAIN = 2  # attacks that rules miss


def lasting(rows, shares):
    """The lesser of this window's share and the same subject's one window before."""
    before = rows.before()
    return np.where((before >= 0)[:, None], np.minimum(shares, shares[before]), 0)


def ruled(rows):
    """(captures with an attack, of those the ones in which a right rule fires), by class."""
    attacks, found = set(), set()
    for part in (p for windows in rows.values() for p in windows.values()):
        for i in np.flatnonzero(part.classes != "benign"):
            key = (part.captures[i], part.classes[i])
            attacks.add(key)
            for hit in part.rules[i].split():
                name, score = hit.rsplit(":", 1)
                if int(score) >= train_calibrate.AT and \
                        name.split("/")[1] in train_calibrate.RIGHT.get(key[1], ()):
                    found.add(key)
    return attacks, found


def alone_at(trained, values, least, missed):
    """Captures of @missed that forests alone would find, and benign captures they would
    alarm where the limit comes from other sources."""
    gained, wrong = set(), set()
    for key, t in trained.items():
        data, value = t.data, values[key]
        names, sources = data.rows.captures, data.rows.sources
        benign = data.y == 0
        for c in range(1, len(data.classes)):
            limit = train_fit.limit(value, data, c, least)
            if limit >= train_model.NEVER:
                continue
            hit = (data.y == c) & (value[:, c] * 1000 >= limit)
            gained |= {(x, data.classes[c]) for x in names[hit]} & missed
            for s in np.unique(sources[benign]):
                others = train_fit.limit(value, data, c, least, benign & (sources != s))
                wrong |= set(names[benign & (sources == s) & (value[:, c] * 1000 >= others)])
    return gained, wrong


def keep_useful(rows, trained):
    """Takes limits away that find fewer than LEAST_GAIN attacks that rules miss."""
    attacks, found = ruled(rows)
    for t in trained.values():
        for c, limit in enumerate(t.thresholds):
            if not c or limit >= train_model.NEVER:
                continue
            hit = (t.data.y == c) & (t.shares[:, c] * 1000 >= limit)
            new = {(x, t.data.classes[c]) for x in t.data.rows.captures[hit]} & (attacks - found)
            if len(new) < LEAST_GAIN:
                t.thresholds[c] = train_model.NEVER
