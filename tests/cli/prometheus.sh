#!/bin/sh
# SPDX-License-Identifier: MIT
# test-sanitize: no
# test-needs: promtool
# Prometheus' own checker takes the metrics and the shipped rules, each rule alerts when it is
# to and not before, and names only metrics that weir has.
set -u
build=${O:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
die() {
	echo "FAIL: $*" >&2
	exit 1
}

rules=systemd/prometheus/weir.rules.yml
"$build/tests/unit/metrics" --print >"$work/page" || die "no page"
promtool check metrics <"$work/page" >"$work/said" 2>&1 || die "$(cat "$work/said")"
[ ! -s "$work/said" ] || die "$(cat "$work/said")"
promtool check rules "$rules" >"$work/said" 2>&1 || die "$(cat "$work/said")"
promtool test rules tests/cli/prometheus.yml >"$work/said" 2>&1 || die "$(cat "$work/said")"

for name in $(grep -o '\bweir_[a-z_]*' "$rules" | sort -u); do
	grep -q "^# TYPE $name " "$work/page" || die "there is no $name"
done
for name in $(sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$work/page"); do
	grep -q "[ \"]$name\b" user/man/weir-output.8 || die "weir-output(8) lacks $name"
done
# A page that is wrong is found to be wrong.
sed 's/^# TYPE weir_packets_total counter/# TYPE weir_packets_total nothing/' "$work/page" |
	promtool check metrics >/dev/null 2>&1 && die "promtool takes anything"
for alert in $(sed -n 's/.*- alert: //p' "$rules"); do
	[ "$(grep -c "alertname: $alert\b" tests/cli/prometheus.yml)" -ge 2 ] || die "$alert is not tested"
done
