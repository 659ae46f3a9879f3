// SPDX-License-Identifier: MIT
#include "journal_entry.h"

#include "../flow/network.h"
#include "community_id.h"
#include "eve.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_LENGTH 64

static const struct kind {
	const char *event;
	const char *message_id;
	int priority;
} kinds[] = {
#define KIND_ROW(id, event, message_id, priority) { event, message_id, priority },
	JOURNAL_KIND_LIST(KIND_ROW)
};

const char *journal_kind_name(enum journal_kind kind)
{
	return kinds[kind].event;
}

static bool name_is_valid(const char *name)
{
	size_t length = strlen(name);

	return length && length <= NAME_MAX_LENGTH && name[0] != '_' &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == length;
}

static void append(struct journal_entry *e, const void *data, size_t length)
{
	if (e->full || length > e->size - e->used) {
		e->full = true;
		return;
	}
	memcpy(e->data + e->used, data, length);
	e->used += length;
}

bool journal_entry_add(struct journal_entry *e, const char *name, const void *value, size_t length)
{
	uint8_t size[8];

	if (!name_is_valid(name))
		return false;
	append(e, name, strlen(name));
	if (memchr(value, '\n', length)) {
		for (unsigned int i = 0; i < sizeof(size); i++)
			size[i] = (uint8_t)((uint64_t)length >> (8 * i));
		append(e, "\n", 1);
		append(e, size, sizeof(size));
	} else {
		append(e, "=", 1);
	}
	append(e, value, length);
	append(e, "\n", 1);
	return true;
}

void journal_entry_text(struct journal_entry *e, const char *name, const char *value)
{
	journal_entry_add(e, name, value, strlen(value));
}

void journal_entry_format(struct journal_entry *e, const char *name, const char *format, ...)
{
	char text[128];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	journal_entry_text(e, name, text);
}

int journal_priority(enum journal_kind kind)
{
	return kinds[kind].priority;
}

void journal_entry_start(struct journal_entry *e, enum journal_kind kind, int priority,
			 const char *message)
{
	journal_entry_text(e, "MESSAGE", message);
	journal_entry_text(e, "MESSAGE_ID", kinds[kind].message_id);
	journal_entry_format(e, "PRIORITY", "%d", priority < 0 ? kinds[kind].priority : priority);
	journal_entry_text(e, "SYSLOG_IDENTIFIER", "weir");
	journal_entry_text(e, "WEIR_EVENT", kinds[kind].event);
}

static void add_host(struct journal_entry *e, const struct eve_tuple *t, bool source)
{
	const struct weir_addr *addr = source ? &t->src : &t->dst;
	__be16 port = source ? t->sport : t->dport;
	char text[ADDR_TEXT_SIZE];

	if (!addr_is_zero(addr)) {
		addr_text(addr, t->ip_v, text);
		journal_entry_text(e, source ? "WEIR_SRC_IP" : "WEIR_DEST_IP", text);
	}
	if (port)
		journal_entry_format(e, source ? "WEIR_SRC_PORT" : "WEIR_DEST_PORT", "%u",
				     ntohs(port));
}

static void add_tuple(struct journal_entry *e, const struct event_context *c,
		      const struct eve_tuple *t)
{
	const struct community_tuple tuple = { .src = t->src,
					       .dst = t->dst,
					       .sport = t->sport,
					       .dport = t->dport,
					       .ip_proto = t->ip_proto,
					       .ip_v = t->ip_v };
	const char *ifname = c->ifname ? c->ifname(c->ctx, t->slot) : NULL;
	char text[COMMUNITY_ID_SIZE];

	add_host(e, t, true);
	add_host(e, t, false);
	if (t->ip_proto) {
		eve_proto(t->ip_proto, text);
		journal_entry_text(e, "WEIR_PROTO", text);
	}
	if (ifname)
		journal_entry_text(e, "WEIR_IFACE", ifname);
	if (!t->whole)
		return;
	community_id(&tuple, 0, text);
	journal_entry_text(e, "WEIR_COMMUNITY_ID", text);
}

/* "dst_ports=512 (0..20), pkts=900 (0..100)" */
static void add_reasons(struct journal_entry *e, const struct finding *f)
{
	char text[FINDING_REASONS * 80] = "";
	size_t used = 0;

	for (unsigned int i = 0; i < f->reason_count && i < FINDING_REASONS; i++) {
		const struct reason *r = &f->reason[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s=%" PRIu32 " (%" PRIu32 "..%" PRIu32 ")",
					 i ? ", " : "", r->feature, r->value, r->expected_lo,
					 r->expected_hi);
		if (used >= sizeof(text))
			break;
	}
	if (used)
		journal_entry_text(e, "WEIR_REASONS", text);
}

static void add_time(struct journal_entry *e, const char *name, const struct event_context *c,
		     uint64_t ns)
{
	char text[EVE_TIME_SIZE];

	eve_time((int64_t)ns + c->wall_offset_ns, text);
	journal_entry_text(e, name, text);
}

static void add_who(struct journal_entry *e, const struct alert *a)
{
	char mac[DEVICE_MAC_TEXT_SIZE];

	if (*a->device.id)
		journal_entry_text(e, "WEIR_DEVICE_ID", a->device.id);
	if (a->device.has_mac) {
		device_mac_text(a->device.mac, mac);
		journal_entry_text(e, "WEIR_MAC", mac);
	}
	if (*a->device.name)
		journal_entry_text(e, "WEIR_DEVICE", a->device.name);
	if (*a->peer_name)
		journal_entry_text(e, "WEIR_PEER_NAME", a->peer_name);
}

void journal_entry_alert(struct journal_entry *e, const struct event_context *c,
			 const struct alert *a, const char *eve)
{
	static const char *const detectors[] = { "threshold", "rf", "iforest" };
	static const char *const directions[] = { "in", "out", "lateral", "transit" };
	const struct class_info *info = class_info(a->finding.class);
	const struct technique *technique = class_technique(
		a->finding.class, a->finding.subject.direction == DIRECTION_LATERAL);
	const struct eve_tuple t = eve_alert_tuple(a);

	journal_entry_text(e, "WEIR_ALERT_ID", a->id);
	journal_entry_text(e, "WEIR_STAGE", alert_stage_name(a->stage));
	journal_entry_format(e, "WEIR_SID", "%u", info->sid);
	journal_entry_text(e, "WEIR_CLASS", info->name);
	journal_entry_text(e, "WEIR_DETECTOR", detectors[a->finding.detector]);
	journal_entry_format(e, "WEIR_SCORE", "%u.%03u", a->finding.score / 1000,
			     a->finding.score % 1000);
	journal_entry_format(e, "WEIR_SEVERITY", "%u", a->severity);
	add_tuple(e, c, &t);
	add_who(e, a);
	journal_entry_text(e, "WEIR_DIRECTION", directions[a->finding.subject.direction]);
	journal_entry_format(e, "WEIR_WINDOW_S", "%u", a->finding.subject.window_s);
	journal_entry_text(e, "WEIR_MODEL", c->model_id ? c->model_id : "none");
	add_reasons(e, &a->finding);
	if (*a->capture)
		journal_entry_text(e, "WEIR_CAPTURE", a->capture);
	if (*technique->id)
		journal_entry_text(e, "WEIR_MITRE", technique->id);
	journal_entry_format(e, "WEIR_COUNT", "%" PRIu64, a->count);
	add_time(e, "WEIR_FIRST_SEEN", c, a->first_ns);
	add_time(e, "WEIR_LAST_SEEN", c, a->last_ns);
	if (eve)
		journal_entry_text(e, "WEIR_EVE", eve);
}
