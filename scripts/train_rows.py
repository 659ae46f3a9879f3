# SPDX-License-Identifier: MIT
"""Labelled rows for training: what `weir features` says of each capture of the given
data folders, joined with their label files.

A data folder holds train/SOURCE/NAME (captures) and labels/train/SOURCE/NAME.flows.tsv.gz
(a header, then src sport dst dport proto first_ts last_ts pkts_fwd pkts_rev bytes label).
"""
import csv
import gzip
import hashlib
import ipaddress
import os
import subprocess
import sys

import numpy as np

# Label -> alert class of user/alert/class.h. Labels that are not here cannot be told from
# flow data and are left out of training, as "ignore" is.
CLASS_OF = {
    "portscan": "portscan", "hostscan": "hostscan",
    "bruteforce-ssh": "bruteforce", "bruteforce-ftp": "bruteforce",
    "bruteforce-web": "bruteforce", "bruteforce-other": "bruteforce",
    "dos-syn": "flood", "dos-udp": "flood", "dos-icmp": "flood",
    "ddos-reflection": "ddos-reflection",
    "dos-http": "dos-http", "dos-http-slow": "dos-http",
    "c2-beacon": "c2-beacon", "miner": "c2-beacon", "c2-dga": "c2-dga",
    "dns-tunnel": "dns-tunnel", "exfil": "exfil", "worm": "worm",
}
CLASSES = sorted(set(CLASS_OF.values()))
# Classes whose host row is the victim's.
SUFFERED = {"flood", "ddos-reflection", "dos-http"}
PROTO = {"TCP": 6, "UDP": 17, "ICMP": 1, "IPv6-ICMP": 58, "SCTP": 132}
LEFT_OUT = "left out"
KEYS = 9  # columns before the features


def captures(folders):
    """(source, name, capture, label file) of every labelled capture, in a fixed order. From
    the second folder on, its number stands before the name: folders may share names."""
    for number, folder in enumerate(folders):
        prefix = "%d:" % number if number else ""
        base = os.path.join(folder, "labels", "train")
        if not os.path.isdir(base):
            sys.exit("train: no labels/train in %s" % folder)
        for source in sorted(os.listdir(base)):
            for label in sorted(os.listdir(os.path.join(base, source))):
                name = label[:-len(".flows.tsv.gz")]
                path = os.path.join(folder, "train", source, name)
                if label.endswith(".flows.tsv.gz") and os.path.exists(path):
                    yield source, prefix + name, path, os.path.join(base, source, label)


def fingerprint(folders):
    """One SHA-256 over the label files and the names of the captures."""
    total = hashlib.sha256()
    for source, name, _, label in captures(folders):
        total.update(("%s/%s\n" % (source, name)).encode())
        with gzip.open(label) as f:
            total.update(hashlib.sha256(f.read()).digest())
    return total.hexdigest()


class Spans:
    """Times at which something is so: any() asks whether one touches [start, end)."""

    def __init__(self):
        self.lists, self.arrays = {}, {}

    def add(self, key, first, last):
        self.lists.setdefault(key, []).append((first, last))

    def any(self, key, start, end):
        if key not in self.lists:
            return False
        if key not in self.arrays:
            self.arrays[key] = np.array(self.lists[key])
        a = self.arrays[key]
        return bool(np.any((a[:, 0] < end) & (a[:, 1] >= start)))


class Labels:
    def __init__(self, path):
        self.host, self.pair, self.flow = Spans(), Spans(), Spans()
        self.kinds = set()
        with gzip.open(path, "rt") as f:
            next(f)
            for line in f:
                self.add(line.rstrip("\n").split("\t"))

    def add(self, col):
        src, dst = str(ipaddress.ip_address(col[0])), str(ipaddress.ip_address(col[2]))
        first, last = float(col[5]), float(col[6])
        kind = col[10] if col[10] == "benign" else CLASS_OF.get(col[10], LEFT_OUT)
        a, b, proto = (src, int(col[1])), (dst, int(col[3])), int(col[4])
        self.kinds.add(kind)
        self.flow.add((min(a, b), max(a, b), proto, kind), first, last)
        self.pair.add((min(src, dst), max(src, dst), proto, kind), first, last)
        if kind == "benign":
            return
        role = dst if kind in SUFFERED else src
        self.host.add((role, kind), first, last)
        # The other end, and whoever we cannot name, is no good example of anything.
        self.host.add((src if role == dst else dst, LEFT_OUT), first, last)

    def of(self, row, start, end):
        """The class of a row; None: leave it out."""
        src, dst, proto = row["src"], row["dst"], PROTO.get(row["proto"], 0)
        if row["kind"] == "flow":
            a, b = (src, int(row["sport"])), (dst, int(row["dport"]))
            spans, key = self.flow, (min(a, b), max(a, b), proto)
        elif row["kind"] == "pair":
            spans, key = self.pair, (min(src, dst), max(src, dst), proto)
        else:
            spans, key = self.host, (src,)
        for kind in CLASSES:
            if kind in self.kinds and spans.any(key + (kind,), start, end):
                return kind
        if spans.any(key + (LEFT_OUT,), start, end):
            return None
        if row["kind"] != "host" and not spans.any(key + ("benign",), start, end):
            return None
        return "benign"


class Rows:
    """Rows of one kind and window: values[i, j] of names[j], and of each row its class,
    capture, source, subject, start and what the rules say of it."""

    def __init__(self, kind, window, names):
        self.kind, self.window, self.names = kind, window, names
        self.values, self.classes, self.captures, self.sources = [], [], [], []
        self.subjects, self.starts, self.rules = [], [], []

    def add(self, row, what, source, name):
        self.values.append([int(v) for v in list(row.values())[KEYS:-1]])
        self.classes.append(what)
        self.captures.append("%s/%s" % (source, name))
        self.sources.append(source)
        self.subjects.append(",".join(row[k] for k in ("src", "dst", "sport", "dport", "proto")))
        self.starts.append(float(row["start"]))
        self.rules.append(row["rules"])

    def close(self):
        self.values = np.array(self.values, np.int64).reshape(len(self.classes), len(self.names))
        for key in ("classes", "captures", "sources", "subjects", "starts", "rules"):
            setattr(self, key, np.array(getattr(self, key)))
        return self

    def __len__(self):
        return len(self.classes)

    def pick(self, rows, columns=None):
        """The chosen rows (mask or numbers), with the named columns."""
        out = Rows(self.kind, self.window, list(columns or self.names))
        at = [self.names.index(n) for n in out.names]
        out.values = self.values[rows][:, at]
        for key in ("classes", "captures", "sources", "subjects", "starts", "rules"):
            setattr(out, key, getattr(self, key)[rows])
        return out

    def before(self):
        """For each row the number of the same subject's row one window before, or -1."""
        where = {}
        out = np.full(len(self), -1)
        for i, key in enumerate(zip(self.captures, self.subjects, self.starts)):
            where[key] = i
            out[i] = where.get((key[0], key[1], key[2] - self.window), -1)
        return out


def features(weir, kind, capture):
    run = subprocess.run([weir, "features", "-c", "/dev/null", "--rules", "--kind", kind, capture],
                         stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        sys.exit("train: weir features %s: exit %d" % (capture, run.returncode))
    return run.stdout.splitlines()


def thinned(rows, most, rng):
    """Of each class of one capture's rows at most about @most: whole subjects, each with
    windows in a row, drawn by chance; and as many of those that a rule speaks about."""
    keep = np.zeros(len(rows), bool)
    for what in sorted(set(rows.classes)):
        of_class = rows.classes == what
        spoken = np.flatnonzero(of_class & (rows.rules != ""))
        keep[spoken if len(spoken) <= most else rng.choice(spoken, most, replace=False)] = True
        left = most
        subjects = np.unique(rows.subjects[of_class])
        for subject in rng.permutation(subjects)[:most]:
            at = np.flatnonzero(of_class & (rows.subjects == subject))
            first = rng.integers(0, max(1, len(at) - left + 1))
            keep[at[first:first + left]] = True
            left -= min(left, len(at))
            if not left:
                break
    return rows.pick(keep)


def labelled(weir, kind, source, name, capture, label):
    """All rows of one capture that have a class, by window."""
    out = {}
    lines = features(weir, kind, capture)
    names = lines[0].split(",")[KEYS:-1]
    labels = Labels(label)
    for row in csv.DictReader(lines):
        window, start = int(row["window_s"]), float(row["start"])
        what = labels.of(row, start, start + window)
        if what is None:
            continue
        if window not in out:
            out[window] = Rows(kind, window, names)
        out[window].add(row, what, source, name)
    return {window: rows.close() for window, rows in out.items()}


def joined(parts):
    out = Rows(parts[0].kind, parts[0].window, parts[0].names)
    out.values = np.concatenate([p.values for p in parts])
    for key in ("classes", "captures", "sources", "subjects", "starts", "rules"):
        setattr(out, key, np.concatenate([getattr(p, key) for p in parts]))
    return out


def load(weir, folders, kind, most, seed):
    """Labelled rows of one kind of all captures, thinned, by window."""
    rng = np.random.default_rng(seed)
    parts = {}
    for source, name, capture, label in captures(folders):
        for window, rows in labelled(weir, kind, source, name, capture, label).items():
            parts.setdefault(window, []).append(thinned(rows, most, rng))
    return {window: joined(parts[window]) for window in sorted(parts)}
