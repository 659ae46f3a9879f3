#!/bin/bash
# SPDX-License-Identifier: MIT
# test-sanitize: no
# test-needs: systemd-analyze
# The systemd unit is well-formed, lets BPF through and stays as closed as it was made.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail=0
not() {
	echo "not ok: $*"
	fail=1
}

unit=$work/weir.service
sed "s#@PREFIX@#$work#g" systemd/weir.service.in >"$unit"
mkdir -p "$work/bin"
printf '#!/bin/sh\n' >"$work/bin/weir"
chmod +x "$work/bin/weir"
said=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no --recursive-errors=no "$unit" 2>&1) ||
	not "systemd-analyze verify"
said=$(grep -F weir.service <<<"$said")
[ -z "$said" ] || not "systemd-analyze verify says: $said"

exposure=$(systemd-analyze security --offline=yes "$unit" 2>&1 |
	sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
[ -n "$exposure" ] || not "systemd-analyze security gives no level"
awk -v e="${exposure:-10}" 'BEGIN { exit !(e < 3.0) }' || not "exposure is $exposure, not below 3"
echo "note: exposure level $exposure (0: none, 10: all)"

grep -q '^SystemCallFilter=bpf ' "$unit" || not "bpf() is let through"
! grep -q '^ProtectKernelTunables=yes' "$unit" || not "/sys/fs/bpf stays writable"
grep -q '^RestartKillSignal=SIGUSR1' "$unit" || not "a restart hands over"
grep -q '^MemoryMax=192M' "$unit" || not "its memory has the limit that weir.conf(5) names"
grep -q '^RestartPreventExitStatus=.*78' "$unit" || not "bad configuration is not restarted"

if command -v systemd-sysusers >/dev/null; then
	mkdir -p "$work/root/etc"
	systemd-sysusers --root="$work/root" "$PWD/systemd/weir.sysusers" >/dev/null 2>&1
	grep -q '^weir-admin:' "$work/root/etc/group" || not "sysusers makes the groups"
fi
exit $fail
