#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# test-timeout: 600
# test-needs: dpkg-buildpackage dh lintian
# The Debian package builds, has what it should and nothing for lintian to complain of.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail=0
not() {
	echo "not ok: $*"
	fail=1
}

version=$(sed -n 's/^VERSION := //p' Makefile)
[ "$(sed -n '1s/.*(\(.*\)).*/\1/p' scripts/debian/changelog)" = "$version" ] ||
	not "changelog and Makefile name one version"
make --no-print-directory O="$work" deb >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
said=$(TMPDIR=$work lintian --allow-root --fail-on error,warning "$work"/deb/*.changes 2>&1) ||
	not "lintian: $said"

package=$(ls "$work"/deb/weir_"$version"_*.deb)
dpkg-deb -x "$package" "$work/root"
dpkg-deb -e "$package" "$work/control"
for file in usr/bin/weir etc/weir/weir.conf etc/weir/allow.d etc/weir/suppress.d \
	etc/weir/weir.conf.d lib/systemd/system/weir.service usr/lib/systemd/catalog/weir.catalog \
	usr/lib/sysusers.d/weir.conf usr/lib/tmpfiles.d/weir.conf etc/logrotate.d/weir \
	usr/share/weir/models/default.json usr/share/bash-completion/completions/weir \
	usr/share/man/man8/weir.8.gz usr/share/man/man5/weir.conf.5.gz; do
	[ -e "$work/root/$file" ] || not "the package has $file"
done
grep -qx /etc/weir/weir.conf "$work/control/conffiles" || not "weir.conf is a conffile"
"$work/root/usr/bin/weir" check-config "$work/root/etc/weir/weir.conf" >/dev/null ||
	not "the shipped configuration is right"
! grep -qaF "$work" "$work/root/usr/bin/weir" || not "the program names the folder it was built in"

if command -v logrotate >/dev/null; then
	logrotate -d -s "$work/state" "$work/root/etc/logrotate.d/weir" >"$work/log" 2>&1 ||
		not "logrotate: $(cat "$work/log")"
fi
exit $fail
