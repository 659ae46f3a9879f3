#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# make install puts everything below DESTDIR, and make uninstall leaves nothing.
set -eu
build=${O:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset V

make_quiet() {
	make --no-print-directory O="$build" DESTDIR="$work" PREFIX=/opt/weir "$@" >"$work.log" 2>&1 ||
		{ cat "$work.log"; rm -f "$work.log"; exit 1; }
	rm -f "$work.log"
}

# The build is up to date for its own PREFIX: only the paths of this one are looked at.
make_quiet -o all -o "$build/weir" install
root=$work/opt/weir
for file in bin/weir lib/systemd/system/weir.service lib/systemd/catalog/weir.catalog \
	lib/sysusers.d/weir.conf lib/tmpfiles.d/weir.conf lib/weir/allow.d/own.conf \
	lib/weir/suppress.d/own.conf share/man/man8/weir.8 \
	share/man/man8/weir-run.8 share/man/man8/weir-doctor.8 share/man/man5/weir.conf.5 \
	share/bash-completion/completions/weir share/doc/weir/weir.conf.example \
	share/weir/prometheus/weir.rules.yml; do
	[ -s "$root/$file" ] || { echo "not ok: $file is missing"; exit 1; }
done
grep -q '^ExecStart=/opt/weir/bin/weir run$' "$root/lib/systemd/system/weir.service" ||
	{ echo "not ok: the unit starts another program"; exit 1; }
"$root/bin/weir" version
ls "$root"/share/weir/models/*.json >/dev/null || { echo "not ok: no model"; exit 1; }
[ -z "$(find "$work" -type f -perm /022)" ] || { echo "not ok: writable by others"; exit 1; }
[ "$(find "$work" -mindepth 1 -maxdepth 1)" = "$work/opt" ] || { echo "not ok: outside PREFIX"; exit 1; }
make_quiet uninstall
left=$(find "$work" -type f)
[ -z "$left" ] || { echo "not ok: left behind: $left"; exit 1; }
