# SPDX-License-Identifier: MIT
"""What a fused score is worth: a staircase per group of rules, from rows of sources that
the forests had not seen. Near misses of rules (half of their threshold and up) are counted
too, else there would be hardly a wrong alarm to learn from."""
import numpy as np

# Which classes of rules are right about a labelled class.
RIGHT = {
    "portscan": {"portscan", "hostscan"}, "hostscan": {"portscan", "hostscan"},
    "worm": {"worm", "hostscan", "portscan", "lateral"},
    "flood": {"flood", "ddos-reflection"}, "ddos-reflection": {"flood", "ddos-reflection"},
    "dos-http": {"dos-http", "flood"}, "bruteforce": {"bruteforce"},
    "c2-beacon": {"c2-beacon"}, "c2-dga": {"c2-dga", "c2-beacon", "dns-tunnel"},
    "dns-tunnel": {"dns-tunnel", "exfil"}, "exfil": {"exfil", "dns-tunnel"},
}
EDGES = (0, 250, 500, 600, 750, 900, 1001)  # of the raw score
AT = 500


class Alarms:
    """Per alarm row of one group: raw score with the forest's lift, whether it was right,
    capture and source."""

    def __init__(self):
        self.raw, self.right, self.captures, self.sources = [], [], [], []

    def arrays(self):
        return (np.array(self.raw, int), np.array(self.right, float), np.array(self.captures),
                np.array(self.sources))


def fused(score, share):
    """As finding_of_rule() of user/detect/verdict.c; share in thousandths."""
    return score + (1000 - score) * share // 2000


def collect(alarms, rows, classes, shares):
    """Adds the alarms of @rows, the strongest of a group per row as in rules_match()."""
    for i in np.flatnonzero(rows.rules != ""):
        best = {}
        for hit in rows.rules[i].split():
            name, score = hit.rsplit(":", 1)
            group, what, _ = name.split("/")
            if int(score) > best.get(group, (0, ""))[0]:
                best[group] = (int(score), what)
        for group, (score, what) in best.items():
            share = 0
            if shares is not None and what in classes:
                share = int(shares[i, classes.index(what)] * 1000)
            a = alarms.setdefault(group, Alarms())
            a.raw.append(fused(score, share))
            a.right.append(what in RIGHT.get(rows.classes[i], ()))
            a.captures.append(rows.captures[i])
            a.sources.append(rows.sources[i])


def stairs(raw, right, captures):
    """Share of right alarms per step of the raw score, every capture the same weight in a
    step; a step without captures takes the one below. One right and one wrong capture are
    added to each (Laplace), so that few captures never give certainty. Rising (pool
    adjacent violators)."""
    value, weight = [], []
    for low, high in zip(EDGES, EDGES[1:]):
        at = (raw >= low) & (raw < high)
        names = np.unique(captures[at])
        good = sum(right[at & (captures == c)].mean() for c in names)
        value.append((good + 1) / (len(names) + 2))
        weight.append(float(len(names)) + 1e-6)
    pools = []
    for v, w in zip(value, weight):
        pools.append([v, w, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            v2, w2, n2 = pools.pop()
            v1, w1, n1 = pools.pop()
            pools.append([(v1 * w1 + v2 * w2) / (w1 + w2), w1 + w2, n1 + n2])
    return [v for v, _, n in pools for _ in range(n)]


def step_of(raw):
    return np.searchsorted(EDGES, raw, side="right") - 1


def left_out(raw, right, captures, sources):
    """Each alarm's value by a staircase without its source."""
    out = np.zeros(len(raw))
    for s in np.unique(sources):
        rest = sources != s
        out[~rest] = np.array(stairs(raw[rest], right[rest], captures[rest]))[step_of(raw[~rest])]
    return out


def model_steps(values):
    """[raw, score] from the threshold on, as the model file wants them."""
    out = []
    for low, v in zip(EDGES, values):
        score = max(AT, min(1000, int(v * 1000)))
        if low >= AT and (not out or score > out[-1][1]):
            out.append([low, score])
    return out


def brier(value, right, captures):
    """Mean squared error, captures weighing the same."""
    return float(np.mean([np.mean((value - right)[captures == c] ** 2)
                          for c in np.unique(captures)]))


def table(group, alarms, values):
    """Rows of the reliability table of one group."""
    raw, right, captures, sources = alarms.arrays()
    given = left_out(raw, right, captures, sources)
    lines = []
    for k, (low, high) in enumerate(zip(EDGES, EDGES[1:])):
        at = step_of(raw) == k
        names = np.unique(captures[at])
        if not len(names):
            continue
        mean = [np.mean([x[at & (captures == c)].mean() for c in names]) for x in (given, right)]
        lines.append("| %s | %d-%d | %d | %d | %.2f | %.2f | %.2f |" % (
            group, low, min(high, 1000 + 1) - 1, at.sum(), len(names), values[k], mean[0], mean[1]))
    return lines
