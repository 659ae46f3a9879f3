// SPDX-License-Identifier: MIT
/*
 * EVE events against the field rules of eve_rules.h; every object is closed, so a key that
 * no rule names is an error. With an argument the events are printed as lines instead, for
 * other validators.
 */
#include "tests/unit/tap.h"
#include "tests/unit/eve_rules.h"
#include "user/sink/event.h"

#include <arpa/inet.h>
#include <string.h>

static bool print_only;

/* Dumps, parses strictly, checks. The parsed event, to be dropped by the caller. */
static json_t *check(json_t *event, char type, const char *what)
{
	char *line = event ? eve_text(event) : NULL;
	json_t *parsed = line ? json_loads(line, JSON_REJECT_DUPLICATES, NULL) : NULL;

	if (print_only)
		printf("%s\n", line ? line : "null");
	else if (tap_ok(parsed && !strchr(line, '\n'), "%s: one line of JSON", what))
		tap_is(check_object(parsed, "", type) + check_required(parsed, type), 0,
		       "%s: all rules hold", what);
	free(line);
	json_decref(event);
	return parsed;
}

static const char *text_at(json_t *v, const char *path)
{
	char copy[128], *rest = copy, *key;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((key = strsep(&rest, ".")))
		v = json_object_get(v, key);
	return json_is_string(v) ? json_string_value(v) : "(none)";
}

static void is_text(json_t *event, const char *path, const char *expected)
{
	if (print_only)
		return;
	if (!tap_ok(!strcmp(text_at(event, path), expected), "%s: %s", path, expected))
		printf("#   got %s\n", text_at(event, path));
}

static void is_integer(json_t *event, const char *key, long long expected)
{
	json_t *v = json_object_get(event, key);

	if (!print_only)
		tap_is(v ? json_integer_value(v) : -1, expected, "%s: %lld", key, expected);
}

static struct weir_addr address(const char *text)
{
	struct weir_addr a = { { 0 } };

	if (strchr(text, ':')) {
		inet_pton(AF_INET6, text, &a);
	} else {
		a.word[2] = htonl(0xffff);
		inet_pton(AF_INET, text, &a.word[3]);
	}
	return a;
}

static const char *ifname(void *ctx, uint8_t slot)
{
	(void)ctx;
	return slot == 3 ? "br-lan" : NULL;
}

static const struct event_context live = { .host = "gate",
					   .model_id = "none",
					   .model_rev = 1,
					   .wall_offset_ns = 1700000000000000000,
					   .ifname = ifname };
static const struct event_context replayed = { .host = "gate",
					       .model_id = "weir-1",
					       .model_rev = 7,
					       .pcap_filename = "a \"file\".pcap" };

static struct flow_life flow(const char *src, const char *dst, uint8_t ip_proto)
{
	struct flow_life f = { .flow_id = (1ull << 53) - 1,
			       .src = address(src),
			       .dst = address(dst),
			       .ip_proto = ip_proto,
			       .ip_v = strchr(src, ':') ? 6 : 4,
			       .slot = 3,
			       .packets = { 5, 4 },
			       .bytes = { 500, 40000 },
			       .start_ns = 1123456789,
			       .end_ns = 63500000999 };

	if (ip_proto == 6 || ip_proto == 17 || ip_proto == 132) {
		f.sport = htons(1122);
		f.dport = htons(3344);
	}
	return f;
}

static void test_flows(void)
{
	struct flow_life f = flow("1.2.3.4", "5.6.7.8", 6);
	json_t *e;

	f.vlan = 7;
	f.tcp_flags[0] = 0x1b;
	f.tcp_flags[1] = 0x12;
	f.state = FLOW_CLOSED;
	e = check(eve_flow(&live, &f), 'f', "TCP flow");
	is_text(e, "timestamp", "2023-11-14T22:14:23.500000+0000");
	is_text(e, "flow.start", "2023-11-14T22:13:21.123456+0000");
	is_integer(e, "flow_id", (1ll << 53) - 1);
	is_text(e, "in_iface", "br-lan");
	is_text(e, "src_ip", "1.2.3.4");
	is_integer(e, "src_port", 1122);
	is_integer(e, "dest_port", 3344);
	is_text(e, "community_id", "1:wCb3OG7yAFWelaUydu0D+125CLM=");
	is_text(e, "tcp.tcp_flags", "1b");
	is_text(e, "tcp.tcp_flags_tc", "12");
	is_text(e, "tcp.state", "closed");
	is_integer(json_object_get(e, "flow"), "age", 62);
	is_integer(json_object_get(e, "flow"), "pkts_toclient", 4);
	json_decref(e);

	f = flow("1.2.3.4", "5.6.7.8", 1);
	f.sport = f.dport = htons(999);
	f.icmp_type = 8;
	e = check(eve_flow(&replayed, &f), 'f', "ICMP flow");
	is_text(e, "proto", "ICMP");
	is_integer(e, "icmp_type", 8);
	is_integer(e, "src_port", -1);
	is_text(e, "in_iface", "(none)");
	is_text(e, "pcap_filename", "a \"file\".pcap");
	is_text(e, "community_id", "1:crodRHL2FEsHjbv3UkRrfbs4bZ0=");
	is_text(e, "timestamp", "1970-01-01T00:01:03.500000+0000");
	json_decref(e);

	f = flow("3ffe:501:410:0:2c0:dfff:fe47:33e", "3ffe:507:0:1:200:86ff:fe05:80da", 58);
	f.icmp_type = 1;
	f.icmp_code = 4;
	e = check(eve_flow(&live, &f), 'f', "ICMPv6 flow");
	is_text(e, "proto", "IPv6-ICMP");
	is_integer(e, "icmp_code", 4);
	is_integer(e, "ip_v", 6);
	is_text(e, "community_id", "1:hLZd0XGWojozrvxqE0dWB1iM6R0=");
	json_decref(e);

	f = flow("::", "ff02::1:ff00:1", 58);
	f.icmp_type = 135;
	e = check(eve_flow(&live, &f), 'f', "a host that has no address yet");
	is_text(e, "src_ip", "::");
	json_decref(e);

	f = flow("10.1.12.1", "10.1.12.2", 46);
	e = check(eve_flow(&live, &f), 'f', "RSVP flow");
	is_text(e, "proto", "046");
	is_text(e, "community_id", "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=");
	json_decref(e);

	f = flow("1.2.3.4", "5.6.7.8", 17);
	f.sport = f.dport = 0;
	f.slot = 5;
	e = check(eve_flow(&live, &f), 'f', "later fragments of UDP");
	is_integer(e, "src_port", 0);
	is_text(e, "in_iface", "(none)");
	json_decref(e);
}

static struct alert alert(const char *src, const char *dst)
{
	struct alert a = { .id = "0123456789abcdef0123456789abcdef",
			   .severity = 2,
			   .count = 12,
			   .first_ns = 1000000000,
			   .last_ns = 9000000000,
			   .now_ns = 10000000000,
			   .peers = 3,
			   .message = "Something is wrong; next: look." };

	a.finding.class = CLASS_BRUTEFORCE;
	a.finding.detector = DETECTOR_RF;
	a.finding.score = 876;
	a.finding.threshold = 500;
	a.finding.layer[DETECTOR_RF] = 800;
	a.finding.certainty = 3;
	a.finding.subject.ip_v = 4;
	a.finding.subject.ip_proto = 6;
	a.finding.subject.slot = 3;
	a.finding.subject.window_s = 30;
	a.finding.subject.direction = DIRECTION_LATERAL;
	if (src)
		a.finding.subject.src = address(src);
	if (dst)
		a.finding.subject.dst = address(dst);
	a.finding.reason_count = 2;
	a.finding.reason[0] = (struct reason){ "pkts", 4000000000u, 0, 20, 700, REASON_LIMIT };
	a.finding.reason[1] = (struct reason){ "bytes", 1, 2, 3, 100, REASON_SITE };
	a.finding.packets[0] = 100;
	return a;
}

static void test_alerts(void)
{
	struct alert a = alert("1.2.3.4", "5.6.7.8");
	json_t *e, *weir, *reason;

	a.finding.subject.sport = htons(1122);
	a.finding.subject.dport = htons(3344);
	a.finding.subject.flow_id = 1234567890123;
	a.named = 1;
	a.peer[0].addr = a.finding.subject.dst;
	e = check(eve_alert(&live, &a), 'a', "alert about a flow");
	is_integer(e, "flow_id", 1234567890123);
	is_text(e, "community_id", "1:wCb3OG7yAFWelaUydu0D+125CLM=");
	is_text(e, "alert.context.weir.first_seen", "2023-11-14T22:13:21.000000+0000");
	is_text(e, "alert.context.weir.class", "bruteforce");
	is_integer(json_object_get(e, "alert"), "signature_id", 3);
	is_integer(json_object_get(e, "alert"), "gid", 9001);
	weir = json_object_get(json_object_get(json_object_get(e, "alert"), "context"), "weir");
	reason = json_array_get(json_object_get(weir, "reasons"), 0);
	is_text(reason, "feature", "pkts");
	is_integer(reason, "value", 4000000000);
	is_integer(reason, "expected_hi", 20);
	is_text(reason, "basis", "limit");
	is_text(reason, "text", "pkts: 4000000000, expected at most 20");
	if (!print_only)
		tap_ok(!strcmp(json_string_value(json_array_get(
				       json_object_get(weir, "peer_ips"), 0)),
			       "5.6.7.8"),
		       "the peer is in the list too");
	if (!print_only) {
		tap_is(json_array_size(json_object_get(weir, "reasons")), 2, "two reasons");
		tap_ok(json_real_value(json_object_get(weir, "score")) == 0.876, "score 0.876");
	}
	json_decref(e);
}

static void test_who(void)
{
	struct alert a = alert("192.168.1.20", "5.6.7.8");
	json_t *e = check(eve_alert(&live, &a), 'a', "alert about nobody known");

	if (!print_only)
		tap_ok(!json_object_get(e, "ether"), "no MAC");
	json_decref(e);
	strcpy(a.device.id, "00163e112233");
	memcpy(a.device.mac, "\x00\x16\x3e\x11\x22\x33", DEVICE_MAC_SIZE);
	a.device.has_mac = true;
	a.device.is_src = true;
	strcpy(a.device.name, "laptop-anna");
	strcpy(a.peer_name, "www.example.com");
	strcpy(a.capture, "20261120T183307.123Z-0123456789abcdef0123456789abcdef.pcapng");
	e = check(eve_alert(&live, &a), 'a', "alert about a device");
	is_text(e, "ether.src_mac", "00:16:3e:11:22:33");
	is_text(e, "capture_file", a.capture);
	is_text(e, "alert.context.weir.device.mac", "00:16:3e:11:22:33");
	is_text(e, "alert.context.weir.device.name", "laptop-anna");
	is_text(e, "alert.context.weir.peer_name", "www.example.com");
	json_decref(e);
	a.device.is_src = false;
	*a.device.name = '\0';
	e = check(eve_alert(&live, &a), 'a', "alert about an unnamed victim");
	is_text(e, "ether.dest_mac", "00:16:3e:11:22:33");
	json_decref(e);
}

static bool has_technique(const char *id, enum alert_class class, enum direction direction)
{
	struct alert a = alert("1.2.3.4", "5.6.7.8");
	json_t *e, *metadata;
	bool same;

	a.finding.class = class;
	a.finding.subject.direction = direction;
	e = check(eve_alert(&live, &a), 'a', class_info(class)->name);
	metadata = json_object_get(json_object_get(e, "alert"), "metadata");
	same = !strcmp(id, json_string_value(json_array_get(
				   json_object_get(metadata, "mitre_technique_id"), 0)));
	json_decref(e);
	return same;
}

static void test_techniques(void)
{
	if (print_only)
		return;
	tap_ok(has_technique("T1595.001", CLASS_PORTSCAN, DIRECTION_IN), "a scan from outside");
	tap_ok(has_technique("T1046", CLASS_PORTSCAN, DIRECTION_LATERAL), "a scan inside");
	tap_ok(has_technique("T1110", CLASS_BRUTEFORCE, DIRECTION_LATERAL), "guessing inside");
}

/* What an alert does not know of its flows stays away. */
static void test_groups(void)
{
	struct alert a = alert("1.2.3.4", "5.6.7.8");
	json_t *e;

	a.finding.subject.dport = htons(22);
	e = check(eve_alert(&live, &a), 'a', "alert about many flows of a pair");
	is_text(e, "community_id", "(none)");
	is_integer(e, "src_port", -1);
	is_integer(e, "dest_port", 22);
	json_decref(e);

	a = alert("1.2.3.4", NULL);
	a.finding.subject.dport = htons(22);
	a.stage = ALERT_END;
	e = check(eve_alert(&replayed, &a), 'a', "alert about a group");
	is_text(e, "dest_ip", "(none)");
	is_integer(e, "dest_port", 22);
	is_text(e, "community_id", "(none)");
	is_text(e, "alert.context.weir.stage", "end");
	is_text(e, "alert.context.weir.model_id", "weir-1");
	json_decref(e);

	a = alert("1.2.3.4", NULL);
	a.finding.subject.dport = htons(22);
	a.finding.subject.ip_proto = 0;
	e = check(eve_alert(&live, &a), 'a', "alert about a host and a port of many others");
	is_text(e, "proto", "(none)");
	is_integer(e, "src_port", -1);
	is_integer(e, "dest_port", 22);
	json_decref(e);

	a = alert(NULL, "fe80::1");
	a.finding.subject.ip_v = 6;
	a.finding.subject.ip_proto = 0;
	a.finding.class = CLASS_ANOMALY;
	a.stage = ALERT_SUMMARY;
	e = check(eve_alert(&replayed, &a), 'a', "summary about a victim");
	is_text(e, "proto", "(none)");
	is_text(e, "src_ip", "(none)");
	is_text(e, "dest_ip", "fe80::1");
	json_decref(e);
}

static void test_odd_alerts(void)
{
	struct alert a;
	json_t *e;

	alert_test(5000000000, &a);
	e = check(eve_alert(&live, &a), 'a', "test alert");
	is_text(e, "src_ip", "192.0.2.1");
	json_decref(e);

	a = alert("1.2.3.4", "5.6.7.8");
	snprintf(a.message, sizeof(a.message), "bad \xff\xfe bytes.");
	e = eve_alert(&live, &a);
	if (!print_only)
		tap_ok(e != NULL, "text that is not UTF-8 does not cost the event");
	json_decref(e);
}

static void test_stats(void)
{
	static struct account a;
	struct pipeline_stats p = { .flows_created = 10, .flows_live = 3 };
	json_t *e;

	a.seen = (struct weir_tally){ 1000, 64000 };
	a.not_ip = (struct weir_tally){ 30, 1800 };
	a.not_ip_by[0] = (struct weir_ethertype){ 20, 1200, 0x0806, 1 };
	a.malformed[1] = (struct weir_tally){ 5, 100 };
	a.overflow[0] = (struct weir_tally){ 7, 700 };
	a.restart = (struct weir_tally){ 2, 200 };
	e = check(eve_stats(&live, &a, &p, 99, 5000000000), 's', "stats");
	is_integer(json_object_get(json_object_get(e, "stats"), "capture"), "kernel_drops", 9);
	is_integer(json_object_get(json_object_get(e, "stats"), "decoder"), "arp", 20);
	is_integer(json_object_get(json_object_get(e, "stats"), "decoder"), "unknown_ethertype",
		   10);
	is_integer(json_object_get(json_object_get(e, "stats"), "decoder"), "invalid", 5);
	is_integer(json_object_get(json_object_get(e, "stats"), "flow"), "active", 3);
	json_decref(e);
	e = check(eve_stats(&replayed, &a, NULL, 0, 0), 's', "stats without flows");
	json_decref(e);
}

/* The rules must be able to find fault. */
static void test_rules(void)
{
	struct flow_life f = flow("1.2.3.4", "5.6.7.8", 6);
	json_t *e = eve_flow(&live, &f);

	json_object_set_new(e, "weir", json_object());
	tap_is(check_object(e, "", 'f'), 1, "a key that no rule names is found");
	json_object_del(e, "weir");
	json_object_set_new(e, "src_port", json_string("1122"));
	tap_is(check_object(e, "", 'f'), 1, "so is a wrong type");
	json_object_del(e, "src_port");
	json_object_set_new(e, "src_port", json_integer(1));
	tap_is(check_object(e, "", 'f'), 1, "and a wrong order");
	json_object_del(e, "proto");
	tap_is(check_required(e, 'f'), 1, "and a missing key");
	json_decref(e);
}

static void test_text(void)
{
	static char large[9000];

	for (size_t length = 4000; length < sizeof(large); length += length < 4200 ? 1 : 1000) {
		json_t *value;
		char *text;

		memset(large, 'x', length);
		large[length] = '\0';
		value = json_pack("[s]", large);
		text = eve_text(value);
		if (!text || strlen(text) != length + 4)
			tap_ok(0, "a text of %zu characters", length + 4);
		free(text);
		json_decref(value);
	}
	tap_ok(1, "texts of up to 9000 characters");
}

int main(int argc, char **argv)
{
	char text[EVE_TIME_SIZE];

	(void)argv;
	print_only = argc > 1;
	test_flows();
	test_alerts();
	test_who();
	test_techniques();
	test_groups();
	test_odd_alerts();
	test_stats();
	if (print_only)
		return 0;
	test_rules();
	test_text();
	eve_time(-5, text);
	tap_ok(!strcmp(text, "1970-01-01T00:00:00.000000+0000"), "no time before 1970: %s", text);
	return tap_done();
}
