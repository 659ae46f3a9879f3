/* SPDX-License-Identifier: MIT */
/*
 * eve_rules.h - the field rules of EVE events, written by hand from Suricata's
 * documentation of the format: names, types, order, which must be there.
 */
#ifndef WEIR_EVE_RULES_H
#define WEIR_EVE_RULES_H

#include <stddef.h>

#define TIME "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}\\+0000$"
#define FLAGS "^[0-9a-f]{2}$"

struct rule {
	const char *events; /* of which types: a alert, f flow, s stats */
	const char *required; /* in which types */
	const char *path; /* keys joined by dots, in the order in which they must come */
	char type; /* s string, i integer, r real, b boolean, a array, o object */
	const char *pattern; /* of a string; NULL: any */
};

static const struct rule rules[] = {
	{ "afs", "afs", "timestamp", 's', TIME },
	{ "af", "f", "flow_id", 'i', NULL },
	{ "af", "", "in_iface", 's', NULL },
	{ "afs", "afs", "event_type", 's', "^(alert|flow|stats)$" },
	{ "af", "", "vlan", 'a', NULL },
	{ "af", "f", "src_ip", 's', "^[0-9a-f.:]+$" },
	{ "af", "", "src_port", 'i', NULL },
	{ "af", "f", "dest_ip", 's', "^[0-9a-f.:]+$" },
	{ "af", "", "dest_port", 'i', NULL },
	{ "af", "f", "proto", 's', "^(TCP|UDP|ICMP|IPv6-ICMP|SCTP|IGMP|GRE|ESP|[0-9]{3})$" },
	{ "af", "f", "ip_v", 'i', NULL },
	{ "af", "", "icmp_type", 'i', NULL },
	{ "af", "", "icmp_code", 'i', NULL },
	{ "af", "f", "community_id", 's', "^1:[A-Za-z0-9+/]{27}=$" },
	{ "afs", "", "pcap_filename", 's', NULL },
	{ "afs", "afs", "host", 's', NULL },
	{ "a", "", "ether", 'o', NULL },
	{ "a", "", "ether.src_mac", 's', "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
	{ "a", "", "ether.dest_mac", 's', "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
	{ "a", "a", "alert", 'o', NULL },
	{ "a", "a", "alert.action", 's', "^allowed$" },
	{ "a", "a", "alert.gid", 'i', NULL },
	{ "a", "a", "alert.signature_id", 'i', NULL },
	{ "a", "a", "alert.rev", 'i', NULL },
	{ "a", "a", "alert.signature", 's', NULL },
	{ "a", "a", "alert.category", 's', NULL },
	{ "a", "a", "alert.severity", 'i', NULL },
	{ "a", "a", "alert.metadata", 'o', NULL },
	{ "a", "", "alert.metadata.mitre_tactic_id", 'a', "^TA[0-9]{4}$" },
	{ "a", "", "alert.metadata.mitre_tactic_name", 'a', NULL },
	{ "a", "", "alert.metadata.mitre_technique_id", 'a', "^T[0-9]{4}(\\.[0-9]{3})?$" },
	{ "a", "", "alert.metadata.mitre_technique_name", 'a', NULL },
	{ "a", "a", "alert.metadata.confidence", 'a', "^(Low|Medium|High)$" },
	{ "a", "a", "alert.metadata.signature_severity", 'a', "^(Critical|Major|Minor)$" },
	{ "a", "a", "alert.context", 'o', NULL },
	{ "a", "a", "alert.context.weir", 'o', NULL },
	{ "a", "a", "alert.context.weir.alert_id", 's', "^[0-9a-f]{32}$" },
	{ "a", "a", "alert.context.weir.detector", 's', "^(threshold|rf|iforest)$" },
	{ "a", "a", "alert.context.weir.class", 's', NULL },
	{ "a", "a", "alert.context.weir.score", 'r', NULL },
	{ "a", "a", "alert.context.weir.threshold", 'r', NULL },
	{ "a", "a", "alert.context.weir.window_s", 'i', NULL },
	{ "a", "a", "alert.context.weir.model_id", 's', NULL },
	{ "a", "a", "alert.context.weir.reasons", 'a', NULL },
	{ "a", "a", "alert.context.weir.direction", 's', "^(in|out|lateral|transit)$" },
	{ "a", "a", "alert.context.weir.stage", 's', "^(new|update|end|summary)$" },
	{ "a", "a", "alert.context.weir.count", 'i', NULL },
	{ "a", "a", "alert.context.weir.peers", 'i', NULL },
	{ "a", "", "alert.context.weir.peer_ips", 'a', "^[0-9a-f.:]+$" },
	{ "a", "", "alert.context.weir.device", 'o', NULL },
	{ "a", "", "alert.context.weir.device.id", 's', "^[0-9a-f]{12}$" },
	{ "a", "", "alert.context.weir.device.mac", 's', "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
	{ "a", "", "alert.context.weir.device.name", 's', NULL },
	{ "a", "", "alert.context.weir.peer_name", 's', NULL },
	{ "a", "a", "alert.context.weir.first_seen", 's', TIME },
	{ "a", "a", "alert.context.weir.last_seen", 's', TIME },
	{ "a", "a", "alert.context.weir.layers", 'o', NULL },
	{ "a", "a", "alert.context.weir.layers.threshold", 'r', NULL },
	{ "a", "a", "alert.context.weir.layers.rf", 'r', NULL },
	{ "a", "a", "alert.context.weir.layers.iforest", 'r', NULL },
	{ "a", "a", "alert.context.weir.message", 's', "\\.$" },
	{ "af", "af", "flow", 'o', NULL },
	{ "af", "af", "flow.pkts_toserver", 'i', NULL },
	{ "af", "af", "flow.pkts_toclient", 'i', NULL },
	{ "af", "af", "flow.bytes_toserver", 'i', NULL },
	{ "af", "af", "flow.bytes_toclient", 'i', NULL },
	{ "af", "af", "flow.start", 's', TIME },
	{ "f", "f", "flow.end", 's', TIME },
	{ "f", "f", "flow.age", 'i', NULL },
	{ "f", "f", "flow.state", 's', "^(new|established|closed)$" },
	{ "f", "f", "flow.reason", 's', "^(timeout|shutdown|forced)$" },
	{ "f", "f", "flow.alerted", 'b', NULL },
	{ "f", "", "tcp", 'o', NULL },
	{ "f", "", "tcp.tcp_flags", 's', FLAGS },
	{ "f", "", "tcp.tcp_flags_ts", 's', FLAGS },
	{ "f", "", "tcp.tcp_flags_tc", 's', FLAGS },
	{ "f", "", "tcp.syn", 'b', NULL },
	{ "f", "", "tcp.fin", 'b', NULL },
	{ "f", "", "tcp.rst", 'b', NULL },
	{ "f", "", "tcp.psh", 'b', NULL },
	{ "f", "", "tcp.ack", 'b', NULL },
	{ "f", "", "tcp.urg", 'b', NULL },
	{ "f", "", "tcp.state", 's', "^(none|syn_sent|syn_recv|established|closed)$" },
	{ "s", "s", "stats", 'o', NULL },
	{ "s", "s", "stats.uptime", 'i', NULL },
	{ "s", "s", "stats.capture", 'o', NULL },
	{ "s", "s", "stats.capture.kernel_packets", 'i', NULL },
	{ "s", "s", "stats.capture.kernel_drops", 'i', NULL },
	{ "s", "s", "stats.decoder", 'o', NULL },
	{ "s", "s", "stats.decoder.pkts", 'i', NULL },
	{ "s", "s", "stats.decoder.bytes", 'i', NULL },
	{ "s", "s", "stats.decoder.invalid", 'i', NULL },
	{ "s", "s", "stats.decoder.arp", 'i', NULL },
	{ "s", "s", "stats.decoder.unknown_ethertype", 'i', NULL },
	{ "s", "", "stats.flow", 'o', NULL },
	{ "s", "", "stats.flow.total", 'i', NULL },
	{ "s", "", "stats.flow.active", 'i', NULL },
};

#endif
