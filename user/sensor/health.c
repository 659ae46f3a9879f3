// SPDX-License-Identifier: MIT
#include "health.h"
#include "../log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TELL_EVERY_NS 60000000000ull
#define LIST_SLICE (64u << 10)

void health_init(struct health *h, const struct bpf_source *s, const struct attach_set *set,
		 struct output *out)
{
	memset(h, 0, sizeof(*h));
	h->overflow = h->overflow_seen = account_overflow(bpf_source_takeover(s)).packets;
	h->source = s;
	h->set = set;
	h->out = out;
	offload_open(&h->offload, OFFLOAD_LIST);
}

void health_fini(struct health *h)
{
	if (h->source)
		offload_close(&h->offload);
}

bool health_tell(struct health *h, enum journal_kind kind, uint64_t now, const char *ifname,
		 const char *format, ...)
{
	char message[320];
	va_list arguments;

	if (h->told_ns[kind] && now - h->told_ns[kind] < TELL_EVERY_NS)
		return false;
	h->told_ns[kind] = now;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	output_event(h->out, kind, ifname, message);
	return true;
}

bool health_is_recent(uint64_t at_ns, uint64_t now)
{
	return at_ns && now - at_ns < HEALTH_RECENT_NS;
}

static void note_growth(uint64_t value, uint64_t *seen, uint64_t *at_ns, uint64_t now)
{
	if (value != *seen)
		*at_ns = now;
	*seen = value;
}

void health_look(struct health *h, const struct account *a, const struct pipeline_stats *p,
		 uint64_t drain_errors, uint64_t now)
{
	uint64_t overflow = account_overflow(a).packets;
	unsigned int i;

	note_growth(overflow, &h->overflow_seen, &h->overflow_ns, now);
	note_growth(p->windows_late, &h->late_seen, &h->late_ns, now);
	note_growth(drain_errors, &h->drain_errors, &h->drain_ns, now);
	if (!account_holds(a))
		health_tell(h, JOURNAL_ACCOUNT_BROKEN, now, "",
			    "the account of %" PRIu64 " packets seen does not hold; please report "
			    "this with `weir stats --json`",
			    (uint64_t)a->seen.packets);
	if (overflow != h->overflow &&
	    health_tell(h, JOURNAL_MAP_FULL, now, "",
			"the flow map was full: %" PRIu64 " packets were counted without their "
			"flow; a flood, or --memory is too small",
			overflow - h->overflow))
		h->overflow = overflow;
	if (p->windows_late != h->late && now - h->late_told_ns >= TELL_EVERY_NS) {
		h->late_told_ns = now;
		log_warning("%" PRIu64 " of %" PRIu64 " windows were closed late: the machine is "
			    "too slow for this traffic",
			    p->windows_late, p->windows);
		h->late = p->windows_late;
	}
	for (i = 0; i < attach_count(h->set); i++)
		health_interface_look(h, attach_get(h->set, i), now);
}

void health_tick(struct health *h)
{
	offload_step(&h->offload, LIST_SLICE);
}

static void tell_back(struct health *h, const struct attachment *a)
{
	char message[320];

	if (a->ingress == WEIR_MODE_NONE && a->egress == WEIR_MODE_NONE)
		snprintf(message, sizeof(message), "%s is back but not attached: %s", a->ifname,
			 a->why);
	else
		snprintf(message, sizeof(message), "%s is back: attached, ingress %s, egress %s",
			 a->ifname, attach_mode_name(a->ingress), attach_mode_name(a->egress));
	output_event(h->out, JOURNAL_INTERFACE_BACK, a->ifname, message);
}

void health_hook(struct health *h, const struct attachment *a, enum attach_event what, uint64_t now)
{
	struct blind_stats *b = &h->interface[a->slot].blind;
	char message[320];

	if (b->hooks_lost != a->hooks_lost) {
		h->interface[a->slot].hook_ns = now;
		b->hooks_recent = true;
	}
	b->hooks_lost = a->hooks_lost;
	b->hooks_restored = a->hooks_restored;
	switch (what) {
	case ATTACH_GONE:
		snprintf(message, sizeof(message),
			 "%s is gone; it is attached again when it is back", a->ifname);
		output_event(h->out, JOURNAL_INTERFACE_GONE, a->ifname, message);
		break;
	case ATTACH_BACK:
		tell_back(h, a);
		break;
	case ATTACH_LOST:
		health_tell(h, JOURNAL_HOOK_LOST, now, a->ifname,
			    "%s: somebody took weir's hook off, and it cannot be put back: %s; "
			    "next: systemctl restart weir",
			    a->ifname, a->why);
		break;
	case ATTACH_RESTORED:
		health_tell(h, JOURNAL_HOOK_RESTORED, now, a->ifname,
			    "%s: somebody took weir's hook off; it is back (ingress %s, egress "
			    "%s), %u times so far; what removes it?",
			    a->ifname, attach_mode_name(a->ingress), attach_mode_name(a->egress),
			    a->hooks_restored);
		break;
	}
}

const struct blind_stats *health_blind(const struct health *h, uint8_t slot)
{
	return &h->interface[slot].blind;
}
