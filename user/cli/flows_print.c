// SPDX-License-Identifier: MIT
#include "flows_print.h"

#include "../sink/community_id.h"
#include "../sink/event.h"
#include "when.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#define NS_PER_S UINT64_C(1000000000)
#define UID_SIZE 16

static const struct table_column columns[] = {
	{"LAST", false, 15}, {"IFACE", false, 0},   {"PROTO", false, 0}, {"FROM", false, 0},
	{"", false, 2},	     {"TO", false, 0},	    {"STATE", false, 6}, {"PACKETS", true, 7},
	{"SENT", true, 5},   {"RECEIVED", true, 5}, {"AGE", true, 6},	 {"", false, 0},
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
_Static_assert(COLUMNS <= TABLE_COLUMNS, "fit a table");

int flows_format_of(const char *name)
{
	static const char *const names[] = {"compact", "json", "zeek"};

	for (int i = 0; i < 3; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

void flows_print_init(struct flows_print *p, enum flows_format format, bool numeric, FILE *out)
{
	p->format = format;
	p->numeric = numeric;
	table_init(&p->table, out, columns, COLUMNS);
}

static bool has_ports(const struct flow_life *life)
{
	return life->ip_proto == IPPROTO_TCP || life->ip_proto == IPPROTO_UDP ||
	       life->ip_proto == IPPROTO_SCTP;
}

static void end_text(const struct flows_print *p, const struct flow_seen *f, unsigned int end,
		     char *out, size_t size)
{
	const struct flow_life *life = &f->flow.life;
	unsigned int port = ntohs(end ? life->dport : life->sport);
	char addr[ADDR_TEXT_SIZE], name[FLOW_NAME_SIZE];
	bool named = !p->numeric && *f->name[end];

	addr_text(end ? &life->dst : &life->src, life->ip_v, addr);
	table_text(name, sizeof(name), f->name[end]);
	if (!has_ports(life))
		snprintf(out, size, "%s", named ? name : addr);
	else if (named || life->ip_v == 4)
		snprintf(out, size, "%s:%u", named ? name : addr, port);
	else
		snprintf(out, size, "[%s]:%u", addr, port);
}

static void fill_cells(const struct flows_print *p, const struct flow_seen *f,
		       struct table_cell cell[static COLUMNS])
{
	const struct flow_life *life = &f->flow.life;
	const enum conn_state state = conn_state(life);
	char sent[TABLE_SCALED_SIZE], got[TABLE_SCALED_SIZE], packets[TABLE_SCALED_SIZE];

	memset(cell, 0, COLUMNS * sizeof(*cell));
	when_text(life->end_ns, cell[0].text);
	cell[0].colour = TABLE_DIM;
	snprintf(cell[1].text, TABLE_CELL_SIZE, "%s", f->flow.ifname);
	eve_proto(life->ip_proto, cell[2].text);
	end_text(p, f, 0, cell[3].text, TABLE_CELL_SIZE);
	strcpy(cell[4].text, "->");
	end_text(p, f, 1, cell[5].text, TABLE_CELL_SIZE);
	snprintf(cell[6].text, TABLE_CELL_SIZE, "%s", conn_state_name(state));
	cell[6].colour = state == CONN_S0 || state == CONN_REJ ? TABLE_YELLOW : TABLE_PLAIN;
	table_scaled(life->packets[0] + life->packets[1], packets);
	table_scaled(life->bytes[0], sent);
	table_scaled(life->bytes[1], got);
	strcpy(cell[7].text, packets);
	strcpy(cell[8].text, sent);
	strcpy(cell[9].text, got);
	when_age(life->end_ns > life->start_ns ? life->end_ns - life->start_ns : 0, cell[10].text);
	strcpy(cell[11].text, life->alerted ? "alarm" : "");
	cell[11].colour = TABLE_RED;
}

void flows_print_measure(struct flows_print *p, const struct flow_seen *flow)
{
	struct table_cell cells[COLUMNS];

	fill_cells(p, flow, cells);
	table_measure(&p->table, cells);
}

static void zeek_head(FILE *out)
{
	fputs("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
	      "#path\tconn\n"
	      "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\t"
	      "orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\t"
	      "history\torig_pkts\tresp_pkts\tcommunity_id\n"
	      "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tinterval\tcount\tcount\t"
	      "string\tbool\tbool\tcount\tstring\tcount\tcount\tstring\n",
	      out);
}

void flows_print_head(const struct flows_print *p)
{
	if (p->format == FLOWS_COMPACT)
		table_titles(&p->table);
	else if (p->format == FLOWS_ZEEK)
		zeek_head(p->table.out);
}

/* As Zeek's: "C" and base 62; the same flow has the same. */
static void uid_text(uint64_t flow_id, char out[static UID_SIZE])
{
	static const char digits[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	char *at = out;

	*at++ = 'C';
	do {
		*at++ = digits[flow_id % 62];
		flow_id /= 62;
	} while (flow_id && at < out + UID_SIZE - 1);
	*at = '\0';
}

static void seconds_text(uint64_t ns, char out[static WHEN_TEXT_SIZE])
{
	snprintf(out, WHEN_TEXT_SIZE, "%" PRIu64 ".%06" PRIu64, ns / NS_PER_S,
		 ns % NS_PER_S / 1000);
}

static void count_text(bool known, uint64_t value, char out[static WHEN_TEXT_SIZE])
{
	snprintf(out, WHEN_TEXT_SIZE, known ? "%" PRIu64 : "-", value);
}

/* ICMP has its type and code where others have ports. */
static unsigned int zeek_port(const struct flow_life *life, unsigned int end)
{
	if (life->ip_proto == IPPROTO_ICMP || life->ip_proto == IPPROTO_ICMPV6)
		return end ? life->icmp_code : life->icmp_type;
	return ntohs(end ? life->dport : life->sport);
}

static const char *zeek_proto(uint8_t ip_proto)
{
	return ip_proto == IPPROTO_TCP					? "tcp"
	       : ip_proto == IPPROTO_UDP				? "udp"
	       : ip_proto == IPPROTO_ICMP || ip_proto == IPPROTO_ICMPV6 ? "icmp"
									: "unknown_transport";
}

static void zeek_flow(const struct flow_seen *f, FILE *out)
{
	const struct flow_life *life = &f->flow.life;
	const struct community_tuple tuple = {
		.src = life->src,
		.dst = life->dst,
		.sport = life->sport,
		.dport = life->dport,
		.ip_proto = life->ip_proto,
		.ip_v = life->ip_v,
		.icmp_type = life->icmp_type,
		.icmp_code = life->icmp_code,
	};
	const bool home[] = {f->direction == DIRECTION_OUT || f->direction == DIRECTION_LATERAL,
			     f->direction == DIRECTION_IN || f->direction == DIRECTION_LATERAL};
	char src[ADDR_TEXT_SIZE], dst[ADDR_TEXT_SIZE], uid[UID_SIZE], start[WHEN_TEXT_SIZE];
	char duration[WHEN_TEXT_SIZE], sent[WHEN_TEXT_SIZE], got[WHEN_TEXT_SIZE];
	char community[COMMUNITY_ID_SIZE];

	addr_text(&life->src, life->ip_v, src);
	addr_text(&life->dst, life->ip_v, dst);
	uid_text(life->flow_id, uid);
	seconds_text(life->start_ns, start);
	seconds_text(life->end_ns > life->start_ns ? life->end_ns - life->start_ns : 0, duration);
	count_text(f->has_payload, f->payload[0], sent);
	count_text(f->has_payload, f->payload[1], got);
	community_id(&tuple, 0, community);
	fprintf(out,
		"%s\t%s\t%s\t%u\t%s\t%u\t%s\t%s\t%s\t%s\t%s\t%c\t%c\t0\t-\t%" PRIu64 "\t%" PRIu64
		"\t%s\n",
		start, uid, src, zeek_port(life, 0), dst, zeek_port(life, 1),
		zeek_proto(life->ip_proto), duration, sent, got, conn_state_name(conn_state(life)),
		home[0] ? 'T' : 'F', home[1] ? 'T' : 'F', life->packets[0], life->packets[1],
		community);
}

void flows_print_flow(struct flows_print *p, const struct flow_seen *flow)
{
	struct table_cell cells[COLUMNS];

	if (p->format == FLOWS_JSON) {
		fprintf(p->table.out, "%s\n", flow->line ? flow->line : "{}");
	} else if (p->format == FLOWS_ZEEK) {
		zeek_flow(flow, p->table.out);
	} else {
		fill_cells(p, flow, cells);
		table_row(&p->table, cells);
	}
}
