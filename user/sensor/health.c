// SPDX-License-Identifier: MIT
#include "health.h"
#include "../log.h"
#include "../source/interface.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TELL_EVERY_NS 60000000000ull

void health_init(struct health *h, const struct bpf_source *s, const struct attach_set *set,
		 struct output *out)
{
	memset(h, 0, sizeof(*h));
	h->overflow = account_overflow(bpf_source_takeover(s)).packets;
	h->source = s;
	h->set = set;
	h->out = out;
}

__attribute__((format(printf, 5, 6))) static bool tell(struct health *h, enum journal_kind kind,
						       uint64_t now, const char *ifname,
						       const char *format, ...)
{
	char message[256];
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

static void look_at_drops(struct health *h, const struct attachment *a, uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];
	uint64_t drops;

	if (!a->ifindex || interface_drops(a->ifindex, &drops))
		return;
	/* Another interface by that name, or a driver that began to count anew. */
	if (i->ifindex != a->ifindex || drops < i->drops_at) {
		i->drops_at = drops;
		i->ifindex = a->ifindex;
	}
	i->drops += drops - i->drops_at;
	i->drops_at = drops;
	if (i->drops == i->drops_told)
		return;
	if (tell(h, JOURNAL_CAPTURE_LOSS, now, a->ifname,
		 "%s: the NIC dropped %" PRIu64 " packets before they could be counted; see "
		 "`weir doctor`",
		 a->ifname, i->drops - i->drops_told))
		i->drops_told = i->drops;
}

static void look_at_traffic(struct health *h, const struct attachment *a, uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];
	struct weir_tally in, out;
	uint64_t seen;

	bpf_source_seen(h->source, a->slot * 2u, &in);
	bpf_source_seen(h->source, a->slot * 2u + 1, &out);
	seen = in.packets + out.packets;
	if (seen != i->seen) {
		i->seen = seen;
		i->silent = 0;
		i->busy++;
		return;
	}
	i->silent++;
	if (i->silent < HEALTH_SILENT_WINDOWS)
		return;
	/* Told of another one just now: its turn comes, while it stays silent. */
	if (i->busy >= HEALTH_BUSY_WINDOWS &&
	    !tell(h, JOURNAL_INTERFACE_SILENT, now, a->ifname,
		  "%s was busy and has been silent for %u windows; check cable, link and "
		  "hardware offload",
		  a->ifname, i->silent))
		return;
	i->busy = 0;
}

void health_look(struct health *h, const struct account *a, const struct pipeline_stats *p,
		 uint64_t now)
{
	uint64_t overflow = account_overflow(a).packets;
	unsigned int i;

	if (!account_holds(a))
		tell(h, JOURNAL_ACCOUNT_BROKEN, now, "",
		     "the account of %" PRIu64 " packets seen does not hold; please report this "
		     "with `weir stats --json`",
		     (uint64_t)a->seen.packets);
	if (overflow != h->overflow &&
	    tell(h, JOURNAL_MAP_FULL, now, "",
		 "the flow map was full: %" PRIu64 " packets were counted without their flow; "
		 "a flood, or --memory is too small",
		 overflow - h->overflow))
		h->overflow = overflow;
	if (p->windows_late != h->late && now - h->late_told_ns >= TELL_EVERY_NS) {
		h->late_told_ns = now;
		log_warning("%" PRIu64 " of %" PRIu64 " windows were closed late: the machine is "
			    "too slow for this traffic",
			    p->windows_late, p->windows);
		h->late = p->windows_late;
	}
	for (i = 0; i < attach_count(h->set); i++) {
		look_at_drops(h, attach_get(h->set, i), now);
		look_at_traffic(h, attach_get(h->set, i), now);
	}
}

uint64_t health_not_visible(const struct health *h, uint8_t slot)
{
	return h->interface[slot].drops;
}
