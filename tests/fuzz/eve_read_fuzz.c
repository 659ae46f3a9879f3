/* SPDX-License-Identifier: MIT */
/*
 * An eve.json of somebody else, line by line: what is read as a flow can be filtered, written
 * again and is then read as the same; what is shown holds no control character.
 */
#include "fuzz.h"

#include "user/cli/flows_print.h"
#include "user/control/flow_filter.h"
#include "user/sink/eve_read.h"
#include "user/sink/event.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void show(const struct eve_flow_read *read)
{
	static char text[4096];
	struct flow_seen seen = {.flow = *read};
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct flows_print print;

	assert(out);
	flows_print_init(&print, FLOWS_COMPACT, false, out);
	flows_print_flow(&print, &seen);
	flows_print_init(&print, FLOWS_ZEEK, false, out);
	flows_print_flow(&print, &seen);
	fclose(out);
	for (const char *at = text; *at; at++)
		assert((unsigned char)*at >= ' ' || *at == '\n' || *at == '\t');
}

static void write_again(const struct eve_flow_read *read)
{
	const struct event_context context = {.host = "fuzz"};
	struct flow_life life = read->life;
	struct eve_flow_read again;
	json_t *event;

	/* EVE has microseconds. */
	life.start_ns -= life.start_ns % 1000;
	life.end_ns -= life.end_ns % 1000;
	life.tcp_flags[0] = life.ip_proto == 6 ? life.tcp_flags[0] : 0;
	life.tcp_flags[1] = life.ip_proto == 6 ? life.tcp_flags[1] : 0;
	event = eve_flow(&context, &life);
	assert(event && !eve_read_flow(event, &again));
	assert(again.life.start_ns == life.start_ns && again.life.end_ns == life.end_ns);
	assert(!memcmp(&again.life.src, &life.src, sizeof(life.src)));
	assert(again.life.ip_proto == life.ip_proto && again.life.state == life.state);
	assert(!memcmp(again.life.tcp_flags, life.tcp_flags, sizeof(life.tcp_flags)));
	json_decref(event);
}

static void look(const char *line, size_t length, const struct flow_filter *filter)
{
	json_t *event = json_loadb(line, length, 0, NULL);
	struct flow_about about = {0};
	struct eve_flow_read read;

	if (event && !eve_read_flow(event, &read)) {
		about.ifname = read.ifname;
		flow_filter_match(filter, &read.life, &about);
		show(&read);
		write_again(&read);
	}
	json_decref(event);
}

/* The first line is the filter. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data, *last = line + size, *newline;
	struct flow_filter filter = {0};
	bool first = true;
	const char *why;

	for (; line < last; line = newline + 1, first = false) {
		newline = memchr(line, '\n', (size_t)(last - line));
		if (!newline)
			newline = last;
		if (first) {
			json_t *arguments = json_loadb(line, (size_t)(newline - line), 0, NULL);

			assert(!flow_filter_parse(arguments, &filter, &why) || *why);
			json_decref(arguments);
		}
		look(line, (size_t)(newline - line), &filter);
	}
	return 0;
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const seeds[] = {
		"{\"ip\":[\"192.0.2.0/24\",\"::1\"],\"port\":\"443\",\"proto\":\"tcp\",\"state\":"
		"[\"S1\",\"new\"],\"iface\":\"lan0\",\"direction\":\"in\",\"device\":\"nas\","
		"\"sort\":\"age\",\"floor\":1}\n"
		"{\"timestamp\":\"2026-11-20T18:53:53.735417+0000\",\"flow_id\":5674868633411580,"
		"\"in_iface\":\"wan0\",\"event_type\":\"flow\",\"vlan\":[7],\"src_ip\":"
		"\"192.0.2.7\",\"src_port\":4000,\"dest_ip\":\"198.51.100.9\",\"dest_port\":443,"
		"\"proto\":\"TCP\",\"ip_v\":4,\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":2,"
		"\"bytes_toserver\":72,\"bytes_toclient\":99,\"start\":"
		"\"2026-11-20T18:53:53.735417+0000\",\"end\":\"2026-11-20T18:53:53Z\",\"state\":"
		"\"closed\",\"reason\":\"timeout\",\"alerted\":true},\"tcp\":{\"tcp_flags_ts\":"
		"\"1b\",\"tcp_flags_tc\":\"13\"}}",
		"{}\n{\"event_type\":\"flow\",\"src_ip\":\"fe80::1\",\"dest_ip\":\"ff02::1\","
		"\"proto\":\"IPv6-ICMP\",\"icmp_type\":135,\"icmp_code\":0,\"flow\":{\"start\":"
		"\"1999-01-01T00:00:00.1-0100\",\"end\":\"1999-01-01T00:00:00+01:00\"}}",
	};

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(ctx, seeds[i], strlen(seeds[i]));
}
