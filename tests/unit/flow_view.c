// SPDX-License-Identifier: MIT
/* Flows for people: Zeek's states, filters, EVE events read back, times and tables. */
#include "tests/unit/tap.h"
#include "user/alert/class.h"
#include "user/cli/flow_list.h"
#include "user/cli/table.h"
#include "user/cli/when.h"
#include "user/control/flow_filter.h"
#include "user/sink/event.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <weir/meter.h>
#include <weir/parse.h>

#define F WEIR_TCP_FIN
#define S WEIR_TCP_SYN
#define R WEIR_TCP_RST
#define A WEIR_TCP_ACK

static struct weir_addr v4(const char *text)
{
	struct weir_addr addr = {0};
	struct in_addr in;

	inet_pton(AF_INET, text, &in);
	weir_load_addr4(&addr, (const __u8 *)&in);
	return addr;
}

static struct flow_life a_flow(void)
{
	return (struct flow_life){.flow_id = 4711,
				  .src = v4("192.0.2.7"),
				  .dst = v4("198.51.100.9"),
				  .sport = htons(40000),
				  .dport = htons(443),
				  .ip_proto = WEIR_PROTO_TCP,
				  .ip_v = 4,
				  .tcp_flags = {S | A, S | A},
				  .state = FLOW_ESTABLISHED,
				  .reason = FLOW_GOES_ON,
				  .packets = {3, 4},
				  .bytes = {300, 4000},
				  .start_ns = 1700000000000000000,
				  .end_ns = 1700000007250000000};
}

static void test_conn_state(void)
{
	static const struct {
		uint8_t proto, from, back;
		uint64_t packets[2];
		const char *expected;
	} cases[] = {
		{6, S, 0, {1, 0}, "S0"},
		{6, S, R | A, {1, 1}, "REJ"},
		{6, S | A, S | A, {2, 2}, "S1"},
		{6, S | A | F, S | A | F, {4, 4}, "SF"},
		{6, S | A | F, S | A, {4, 4}, "S2"},
		{6, S | A, S | A | F, {4, 4}, "S3"},
		{6, S | A | R, S | A, {4, 4}, "RSTO"},
		{6, S | A | F, S | A | F | R, {4, 4}, "RSTR"},
		{6, S | R, 0, {2, 0}, "RSTOS0"},
		{6, A, S | A | R, {1, 2}, "RSTRH"},
		{6, S | F, 0, {2, 0}, "SH"},
		{6, A, S | A | F, {1, 2}, "SHR"},
		{6, A, A, {4, 4}, "OTH"},
		{6, S, A, {1, 1}, "OTH"},
		{17, 0, 0, {1, 0}, "S0"},
		{17, 0, 0, {1, 1}, "SF"},
		{17, 0, 0, {0, 1}, "SHR"},
		{1, 0, 0, {1, 1}, "OTH"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct flow_life f = {
			.ip_proto = cases[i].proto,
			.tcp_flags = {cases[i].from, cases[i].back},
			.packets = {cases[i].packets[0], cases[i].packets[1]},
		};

		tap_ok(!strcmp(conn_state_name(conn_state(&f)), cases[i].expected), "%s: %s",
		       cases[i].expected, conn_state_name(conn_state(&f)));
	}
}

static bool wanted(const char *arguments, const struct flow_life *life,
		   const struct flow_about *about)
{
	json_t *object = json_loads(arguments, 0, NULL);
	struct flow_filter filter;
	const char *why;
	bool match = !flow_filter_parse(object, &filter, &why) &&
		     flow_filter_match(&filter, life, about);

	json_decref(object);
	return match;
}

static void test_filter(void)
{
	static const struct {
		const char *arguments;
		bool expected;
	} cases[] = {
		{"{}", true},
		{"{\"ip\":\"192.0.2.0/24\"}", true},
		{"{\"ip\":\"198.51.100.9\"}", true},
		{"{\"ip\":[\"10.0.0.0/8\",\"198.51.100.0/24\"]}", true},
		{"{\"ip\":\"10.0.0.0/8\"}", false},
		{"{\"ip\":\"::/0\"}", false},
		{"{\"port\":\"443\"}", true},
		{"{\"port\":[\"80\",\"40000\"]}", true},
		{"{\"port\":\"80\"}", false},
		{"{\"proto\":\"tcp\"}", true},
		{"{\"proto\":\"6\"}", true},
		{"{\"proto\":[\"UDP\",\"icmp\"]}", false},
		{"{\"state\":\"established\"}", true},
		{"{\"state\":\"s1\"}", true},
		{"{\"state\":[\"closed\",\"S1\"]}", true},
		{"{\"state\":[\"new\",\"SF\"]}", false},
		{"{\"iface\":\"br-lan\"}", true},
		{"{\"iface\":\"wan\"}", false},
		{"{\"direction\":\"out\"}", true},
		{"{\"direction\":[\"in\",\"lateral\"]}", false},
		{"{\"device\":\"192.0.2.7\"}", true},
		{"{\"device\":\"nas\"}", false},
		{"{\"sort\":\"bytes\",\"floor\":4299}", true},
		{"{\"sort\":\"bytes\",\"floor\":4300}", false},
		{"{\"sort\":\"packets\",\"floor\":6}", true},
		{"{\"sort\":\"age\",\"floor\":7250000000}", false},
		{"{\"port\":\"443\",\"proto\":\"udp\"}", false},
		{"{\"class\":[\"worm\",\"flood\"]}", true},
		{"{\"class\":\"worm\"}", false},
		{"{\"class\":\"scan\"}", false},
		/* wrong ones */
		{"{\"ip\":\"192.0.2.0/33\"}", false},
		{"{\"ip\":7}", false},
		{"{\"ip\":[null]}", false},
		{"{\"port\":\"65536\"}", false},
		{"{\"port\":\"\"}", false},
		{"{\"port\":\"-1\"}", false},
		{"{\"proto\":\"\"}", false},
		{"{\"proto\":\"256\"}", false},
		{"{\"state\":\"open\"}", false},
		{"{\"iface\":\"a-name-that-is-too-long\"}", false},
		{"{\"direction\":\"up\"}", false},
		{"{\"sort\":\"name\"}", false},
		{"{\"floor\":-1}", false},
		{"{\"floor\":\"1\"}", false},
		{"{\"port\":[\"443\",\"443\",\"443\",\"443\",\"443\",\"443\",\"443\",\"443\","
		 "\"443\",\"443\",\"443\",\"443\",\"443\",\"443\",\"443\",\"443\",\"443\"]}",
		 false},
	};
	const struct flow_about about = {
		.ifname = "br-lan", .direction = DIRECTION_OUT, .classes = 1u << CLASS_FLOOD};
	struct flow_life life = a_flow();

	life.alerted = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tap_is(wanted(cases[i].arguments, &life, &about), cases[i].expected, "%s",
		       cases[i].arguments);
}

static void test_read(void)
{
	const struct event_context context = {.host = "gate"};
	const struct flow_life life = a_flow();
	struct eve_flow_read read;
	json_t *event = eve_flow(&context, &life);
	const json_t *flow = json_object_get(event, "flow");

	tap_ok(flow && !json_object_get(flow, "reason"), "a flow that goes on has no reason");
	tap_is(eve_read_flow(event, &read), 0, "an event is read back");
	tap_ok(!memcmp(&read.life, &life, sizeof(life)), "to the same flow");
	json_object_set_new(event, "in_iface", json_string("a-very-long-name-of-one"));
	tap_is(eve_read_flow(event, &read), 0, "a long name of an interface is cut");
	json_object_set_new(event, "src_ip", json_string("fe80::1"));
	tap_is(eve_read_flow(event, &read), -EINVAL, "two families in one flow");
	json_object_set_new(event, "event_type", json_string("alert"));
	tap_is(eve_read_flow(event, &read), -ENOMSG, "another kind of event");
	tap_is(eve_read_flow(NULL, &read), -ENOMSG, "none at all");
	json_decref(event);
}

static void test_time(void)
{
	static const struct {
		const char *text;
		uint64_t expected; /* 0: none */
	} cases[] = {
		{"2023-11-14T22:13:20.000000+0000", 1700000000000000000},
		{"2023-11-14T22:13:20Z", 1700000000000000000},
		{"2023-11-15T00:13:20.5+02:00", 1700000000500000000},
		{"2023-11-14T17:13:20.123456789-0500", 1700000000123456789},
		{"@1700000000", 1700000000000000000},
		{"10s", 1690000000000000000 - 10000000000},
		{"5m", 1690000000000000000 - 300000000000},
		{"5min", 1690000000000000000 - 300000000000},
		{"1w", 1690000000000000000 - 604800000000000},
		{"9999999999d", 0},
		{"2023-13-14T22:13:20Z", 0},
		{"2023-00-14T22:13:20Z", 0},
		{"1969-12-31T23:00:00Z", 0},
		{"2023-11-14T22:13:20+0000x", 0},
		{"", 0},
		{"5", 0},
		{"5x", 0},
		{"m", 0},
		{"99999999999s", 0},
		{"@", 0},
		{"-5m", 0},
	};
	char text[WHEN_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t ns = 0;

		when_parse(cases[i].text, 1690000000000000000, &ns);
		tap_is(ns, cases[i].expected, "'%s'", cases[i].text);
	}
	when_age(4250000000, text);
	tap_ok(!strcmp(text, "4.2s"), "%s", text);
	when_age(187000000000, text);
	tap_ok(!strcmp(text, "3m07s"), "%s", text);
	when_age(UINT64_MAX, text);
	tap_ok(!strcmp(text, "213503d23h"), "%s", text);
}

static void test_table(void)
{
	static const struct table_column columns[] = {
		{"A", false, 0}, {"BB", true, 5}, {"", false, 0}};
	struct table_cell row[3] = {{"one\033[2J", TABLE_RED}, {"1", 0}, {"", 0}};
	char text[512] = "", scaled[TABLE_SCALED_SIZE];
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");
	struct table t;

	table_init(&t, out, columns, 3);
	table_measure(&t, row);
	table_titles(&t);
	table_row(&t, row);
	t.width_max = 4;
	strcpy(row[0].text, "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4");
	table_row(&t, row);
	fclose(out);
	tap_ok(!strcmp(text, "A           BB\none?[2J      1\n\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\n"),
	       "aligned, cut, without control characters and blanks at the end");
	table_text(text, 4, "a\xc3\xa4\xe2\x82\xac");
	tap_ok(!strcmp(text, "a\xc3\xa4"), "cut at a whole character");
	table_text(text, sizeof(text), "\xc2\x9b\xff\xe2\x82\x7f\xc3");
	tap_ok(!strcmp(text, "??????"), "nothing that is not UTF-8: %s", text);
	table_scaled(999, scaled);
	tap_ok(!strcmp(scaled, "999"), "%s", scaled);
	table_scaled(1990, scaled);
	tap_ok(!strcmp(scaled, "1.9k"), "%s", scaled);
	table_scaled(UINT64_MAX, scaled);
	tap_ok(!strcmp(scaled, "18E"), "%s", scaled);
}

static void test_list(void)
{
	struct flow_list l = {.max = 3};
	struct flow_seen f = {0};
	unsigned int late = 0;

	for (unsigned int i = 0; i < 1000; i++) {
		f.value = f.flow.life.flow_id = (i * 617) % 1000 + 1;
		if (f.value <= flow_list_floor(&l)) {
			late += f.value > 997;
			continue;
		}
		flow_list_offer(&l, &f);
	}
	flow_list_sort(&l, true);
	tap_ok(l.count == 3 && l.flow[0].value == 1000 && l.flow[2].value == 998 && !late,
	       "the greatest of all, and its floor leaves out none of them");
	flow_list_sort(&l, false);
	tap_is(l.flow[2].value, 1000, "greatest last");
	flow_list_fini(&l);
	flow_list_sort(&l, false);
	tap_is(flow_list_floor(&l), 0, "an empty list wants any");
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	test_conn_state();
	test_filter();
	test_read();
	test_time();
	test_table();
	test_list();
	return tap_done();
}
