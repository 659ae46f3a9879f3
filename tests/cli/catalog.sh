#!/bin/sh
# SPDX-License-Identifier: MIT
# The journal's catalog: journald's own compiler takes it, and every kind of entry that
# user/sink/journal.h names has its text.
# test-needs: journalctl
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
die() {
	echo "FAIL: $*" >&2
	exit 1
}

mkdir -p "$work/usr/lib/systemd/catalog" "$work/var/lib/systemd/catalog"
cp systemd/weir.catalog "$work/usr/lib/systemd/catalog/"
journalctl --root="$work" --update-catalog >"$work/log" 2>&1 || die "$(cat "$work/log")"
journalctl --root="$work" --list-catalog >"$work/list" 2>&1 || die "$(cat "$work/list")"

ids=$(sed -n 's/^\tX([A-Z_]*, "[a-z-]*", "\([0-9a-f]\{32\}\)",.*/\1/p' user/sink/journal.h)
[ "$(echo "$ids" | wc -l)" -ge 16 ] || die "journal.h names only: $ids"
for id in $ids; do
	grep -q "^$id weir:" "$work/list" || die "no text for $id"
done
[ "$(grep -c . "$work/list")" = "$(echo "$ids" | wc -l)" ] || die "texts that no kind has"
! grep -q "^$id nobody:" "$work/list" || die "the list says yes to all"
