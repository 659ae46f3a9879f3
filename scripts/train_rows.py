# SPDX-License-Identifier: MIT
"""Labelled rows for training: what `weir features` says of each capture of the corpus,
joined with the corpus's label files."""
import csv
import gzip
import hashlib
import ipaddress
import os
import subprocess
import sys

import numpy as np

# Label of the corpus -> alert class of user/alert/class.h. Labels that are not here
# cannot be told from flow data and are left out of training, as "ignore" is.
CLASS_OF = {
    "portscan": "portscan", "hostscan": "hostscan",
    "bruteforce-ssh": "bruteforce", "bruteforce-ftp": "bruteforce",
    "bruteforce-web": "bruteforce", "bruteforce-other": "bruteforce",
    "dos-syn": "flood", "dos-udp": "flood", "dos-icmp": "flood",
    "ddos-reflection": "ddos-reflection",
    "dos-http": "dos-http", "dos-http-slow": "dos-http",
    "c2-beacon": "c2-beacon", "miner": "c2-beacon", "c2-dga": "c2-dga",
    "dns-tunnel": "dns-tunnel",
}
# Classes whose host row is the victim's.
SUFFERED = {"flood", "ddos-reflection", "dos-http"}
PROTO = {"TCP": 6, "UDP": 17, "ICMP": 1, "IPv6-ICMP": 58, "SCTP": 132}
LEFT_OUT = "left out"


def captures(corpus):
    """(source, name, capture, label file), in a fixed order."""
    base = os.path.join(corpus, "labels", "train")
    for source in sorted(os.listdir(base)):
        for label in sorted(os.listdir(os.path.join(base, source))):
            name = label[:-len(".flows.tsv.gz")]
            yield (source, name, os.path.join(corpus, "train", source, name),
                   os.path.join(base, source, label))


def fingerprint(corpus):
    """One SHA-256 over the label files and the names of the captures."""
    total = hashlib.sha256()
    for source, name, _, label in captures(corpus):
        total.update(("%s/%s\n" % (source, name)).encode())
        with open(label, "rb") as f:
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
        self.host, self.flow = Spans(), Spans()
        with gzip.open(path, "rt") as f:
            next(f)
            for line in f:
                self.add(line.rstrip("\n").split("\t"))

    def add(self, col):
        src, dst = str(ipaddress.ip_address(col[0])), str(ipaddress.ip_address(col[2]))
        first, last = float(col[5]), float(col[6])
        kind = col[10] if col[10] == "benign" else CLASS_OF.get(col[10], LEFT_OUT)
        a, b = (src, int(col[1])), (dst, int(col[3]))
        key = (min(a, b), max(a, b), int(col[4]))
        self.flow.add((key, kind), first, last)
        if kind == "benign":
            return
        role = dst if kind in SUFFERED else src
        self.host.add((role, kind), first, last)
        # The other end, and whoever we cannot name, is no good example of anything.
        self.host.add((src if role == dst else dst, LEFT_OUT), first, last)

    def of(self, row, start, end):
        """The class of a row; None: leave it out."""
        if row["kind"] == "flow":
            a, b = (row["src"], int(row["sport"])), (row["dst"], int(row["dport"]))
            key = (min(a, b), max(a, b), PROTO.get(row["proto"], 0))
            spans = self.flow
        else:
            key, spans = row["src"], self.host
        for kind in sorted(set(CLASS_OF.values())):
            if spans.any((key, kind), start, end):
                return kind
        if spans.any((key, LEFT_OUT), start, end):
            return None
        if row["kind"] == "flow" and not spans.any((key, "benign"), start, end):
            return None
        return "benign"


def labelled(lines, label, window):
    """Rows and their classes, without those to leave out."""
    labels = Labels(label)
    for row in csv.DictReader(lines):
        start = float(row["start"])
        what = labels.of(row, start, start + window)
        if what is not None:
            yield row, what


def thinned(pairs, most, rng):
    """At most @most rows of each class, drawn with the fixed seed, in their order."""
    kept = []
    for what in sorted({w for _, w in pairs}):
        at = [i for i, (_, w) in enumerate(pairs) if w == what]
        if len(at) > most:
            at = rng.choice(at, most, replace=False)
        kept.extend(at)
    return [pairs[i] for i in sorted(kept)]


def load(weir, corpus, kind, window, most, seed):
    """Rows of one kind and window of all captures: names, values, class, capture, source."""
    names, values, classes, of_capture, of_source = None, [], [], [], []
    rng = np.random.default_rng(seed)
    for source, name, capture, label in captures(corpus):
        run = subprocess.run([weir, "features", "--kind", kind, "--window", str(window), capture],
                             stdout=subprocess.PIPE, text=True, check=False)
        if run.returncode:
            sys.exit("train: weir features %s: exit %d" % (capture, run.returncode))
        lines = run.stdout.splitlines()
        names = lines[0].split(",")[9:]
        for row, what in thinned(list(labelled(lines, label, window)), most, rng):
            values.append([int(row[n]) for n in names])
            classes.append(what)
            of_capture.append("%s/%s" % (source, name))
            of_source.append(source)
    return (names, np.array(values, np.int64), np.array(classes), np.array(of_capture),
            np.array(of_source))
