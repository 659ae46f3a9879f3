// SPDX-License-Identifier: MIT
#include "eve_read.h"

#include "../flow/network.h"
#include "event.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <weir/meter.h>

#define YEAR_MAX 2261 /* its ns fit 63 bits */

static int digits(const char **at, unsigned int count, unsigned int max, unsigned int *out)
{
	*out = 0;
	for (unsigned int i = 0; i < count; i++) {
		if (!isdigit((unsigned char)**at))
			return -EINVAL;
		*out = *out * 10 + (unsigned int)(*(*at)++ - '0');
	}
	return *out <= max ? 0 : -EINVAL;
}

static int literal(const char **at, char c)
{
	if (**at != c)
		return -EINVAL;
	++*at;
	return 0;
}

static int fraction(const char **at, uint64_t *ns)
{
	uint64_t unit = 100000000;

	*ns = 0;
	if (**at != '.')
		return 0;
	for (++*at; isdigit((unsigned char)**at); ++*at, unit /= 10)
		*ns += unit * (uint64_t)(**at - '0');
	return 0;
}

/* Seconds east of UTC. */
static int offset(const char **at, int64_t *out)
{
	bool west = **at == '-';
	unsigned int hours, minutes;

	*out = 0;
	if (!strcmp(*at, "Z"))
		return 0;
	if ((!west && **at != '+') || (++*at, digits(at, 2, 23, &hours)))
		return -EINVAL;
	if (**at == ':')
		++*at;
	if (digits(at, 2, 59, &minutes) || **at)
		return -EINVAL;
	*out = (int64_t)(hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return 0;
}

int eve_read_time(const char *text, uint64_t *out_ns)
{
	unsigned int year, month, day, hour, minute, second;
	struct tm tm = {0};
	int64_t seconds, east;
	uint64_t ns;

	if (digits(&text, 4, YEAR_MAX, &year) || literal(&text, '-') ||
	    digits(&text, 2, 12, &month) || literal(&text, '-') || digits(&text, 2, 31, &day) ||
	    literal(&text, 'T') || digits(&text, 2, 23, &hour) || literal(&text, ':') ||
	    digits(&text, 2, 59, &minute) || literal(&text, ':') || digits(&text, 2, 60, &second) ||
	    fraction(&text, &ns) || offset(&text, &east))
		return -EINVAL;
	tm.tm_year = (int)year - 1900;
	tm.tm_mon = (int)month - 1;
	tm.tm_mday = (int)day;
	tm.tm_hour = (int)hour;
	tm.tm_min = (int)minute;
	tm.tm_sec = (int)second;
	seconds = (int64_t)timegm(&tm) - east;
	if (!month || !day || year < 1970 || seconds < 0)
		return -EINVAL;
	*out_ns = (uint64_t)seconds * 1000000000 + ns;
	return 0;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* 0 unless it is a whole number of 0 .. @max. */
static uint64_t number_of(const json_t *object, const char *key, json_int_t max)
{
	json_int_t value = json_integer_value(json_object_get(object, key));

	return value >= 0 && value <= max ? (uint64_t)value : 0;
}

static int read_addr(const char *text, struct weir_addr *out, uint8_t *ip_v)
{
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		weir_load_addr4(out, (const __u8 *)&v4.s_addr);
		*ip_v = 4;
		return 0;
	}
	*ip_v = 6;
	return inet_pton(AF_INET6, text, out) == 1 ? 0 : -EINVAL;
}

static int read_proto(const char *text, uint8_t *out)
{
	char name[EVE_PROTO_SIZE];

	for (unsigned int i = 0; *text && i <= UINT8_MAX; i++) {
		eve_proto((uint8_t)i, name);
		if (strcasecmp(name, text) != 0)
			continue;
		*out = (uint8_t)i;
		return 0;
	}
	return -EINVAL;
}

static int read_tuple(const json_t *event, struct flow_life *out)
{
	uint8_t other;

	if (read_addr(text_of(event, "src_ip"), &out->src, &out->ip_v) ||
	    read_addr(text_of(event, "dest_ip"), &out->dst, &other) || other != out->ip_v)
		return -EINVAL;
	out->sport = htons((uint16_t)number_of(event, "src_port", UINT16_MAX));
	out->dport = htons((uint16_t)number_of(event, "dest_port", UINT16_MAX));
	out->vlan = (uint16_t)json_integer_value(json_array_get(json_object_get(event, "vlan"), 0));
	out->icmp_type = (uint8_t)number_of(event, "icmp_type", UINT8_MAX);
	out->icmp_code = (uint8_t)number_of(event, "icmp_code", UINT8_MAX);
	return read_proto(text_of(event, "proto"), &out->ip_proto);
}

static void read_state(const json_t *flow, struct flow_life *out)
{
	static const char *const states[] = {"new", "established", "closed"};
	static const char *const reasons[] = {"timeout", "shutdown", "forced"};

	out->reason = FLOW_GOES_ON;
	for (unsigned int i = 0; i < 3; i++) {
		if (!strcmp(text_of(flow, "state"), states[i]))
			out->state = (enum flow_state)i;
		if (!strcmp(text_of(flow, "reason"), reasons[i]))
			out->reason = (enum flow_reason)i;
	}
	out->alerted = json_is_true(json_object_get(flow, "alerted"));
}

static uint8_t read_flags(const json_t *tcp, const char *key)
{
	return (uint8_t)strtoul(text_of(tcp, key), NULL, 16);
}

int eve_read_flow(const json_t *event, struct eve_flow_read *out)
{
	const json_t *flow = json_object_get(event, "flow"), *tcp = json_object_get(event, "tcp");
	struct flow_life *life = &out->life;

	memset(out, 0, sizeof(*out));
	if (strcmp(text_of(event, "event_type"), "flow") != 0)
		return -ENOMSG;
	if (read_tuple(event, life) || eve_read_time(text_of(flow, "start"), &life->start_ns) ||
	    eve_read_time(text_of(flow, "end"), &life->end_ns))
		return -EINVAL;
	snprintf(out->ifname, sizeof(out->ifname), "%s", text_of(event, "in_iface"));
	read_state(flow, life);
	life->flow_id = number_of(event, "flow_id", INT64_MAX);
	life->packets[0] = number_of(flow, "pkts_toserver", INT64_MAX);
	life->packets[1] = number_of(flow, "pkts_toclient", INT64_MAX);
	life->bytes[0] = number_of(flow, "bytes_toserver", INT64_MAX);
	life->bytes[1] = number_of(flow, "bytes_toclient", INT64_MAX);
	life->tcp_flags[0] = read_flags(tcp, "tcp_flags_ts");
	life->tcp_flags[1] = read_flags(tcp, "tcp_flags_tc");
	return 0;
}
