// SPDX-License-Identifier: MIT
#include "health.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define USUAL_SCALE 16
#define GAP_FADES 64

static void look_at_drops(struct health *h, const struct attachment *a, uint64_t drops,
			  uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];

	/* Another interface by that name, or a driver that began to count anew. */
	if (i->ifindex != a->ifindex || drops < i->drops_at) {
		i->drops_at = drops;
		i->ifindex = a->ifindex;
	}
	if (drops != i->drops_at)
		i->drops_ns = now;
	i->blind.nic_drops += drops - i->drops_at;
	i->drops_at = drops;
	if (i->blind.nic_drops != i->drops_told) {
		if (!health_tell(h, JOURNAL_CAPTURE_LOSS, now, a->ifname,
				 "%s: the NIC dropped %" PRIu64
				 " packets before they could be counted; see `weir doctor`",
				 a->ifname, i->blind.nic_drops - i->drops_told))
			return;
		i->drops_told = i->blind.nic_drops;
		i->dropping = true;
	} else if (i->dropping && now - i->drops_ns >= HEALTH_CALM_NS) {
		i->dropping =
			!health_tell(h, JOURNAL_CAPTURE_RECOVERED, now, a->ifname,
				     "%s: the NIC has dropped nothing for ten minutes, %" PRIu64
				     " packets in all since the start",
				     a->ifname, i->blind.nic_drops);
	}
}

static void note_packets(struct health *h, const struct attachment *a, uint64_t packets,
			 uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];

	if (i->blind.silent && health_tell(h, JOURNAL_INTERFACE_HEARD, now, a->ifname,
					   "%s shows packets again, after %u windows of silence",
					   a->ifname, i->silent))
		i->blind.silent = false;
	if (i->usual && i->silent > i->usual_gap)
		i->usual_gap = i->silent;
	else if (i->usual && i->silent)
		i->usual_gap -= (i->usual_gap - i->silent + GAP_FADES - 1) / GAP_FADES;
	/* The average rises and falls by a 16th of what is new. */
	i->usual += i->usual ? packets - i->usual / USUAL_SCALE : packets * USUAL_SCALE;
	i->silent = 0;
	i->busy++;
}

static void note_silence(struct health *h, const struct attachment *a, bool carrier, uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];

	i->silent++;
	if (i->busy < HEALTH_BUSY_WINDOWS || i->silent < HEALTH_SILENT_WINDOWS ||
	    i->silent < 3 * i->usual_gap)
		return;
	/* Told of another one just now: its turn comes, while it stays silent. */
	if (!health_tell(h, JOURNAL_INTERFACE_SILENT, now, a->ifname,
			 "%s had about %" PRIu64 " packets in a window and has been silent for %u"
			 "%s; check cable, link and hardware offload",
			 a->ifname, i->usual / USUAL_SCALE, i->silent,
			 carrier ? "" : ": its link is down"))
		return;
	i->blind.silent = true;
	i->busy = 0;
}

static void look_at_traffic(struct health *h, const struct attachment *a, bool carrier,
			    uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];
	struct weir_tally in, out;
	uint64_t seen;

	bpf_source_seen(h->source, a->slot * 2u, &in);
	bpf_source_seen(h->source, a->slot * 2u + 1, &out);
	seen = in.packets + out.packets;
	if (seen != i->seen)
		note_packets(h, a, seen - i->seen, now);
	else
		note_silence(h, a, carrier, now);
	i->seen = seen;
}

/* Connections that the hardware forwards are the machine's, not an interface's: told of
 * the first one, so that they are told once. */
static void add_offloaded(const struct health *h, const struct attachment *a, struct blind_stats *b)
{
	struct blind_spot *s = &b->spot[b->count];

	if (!h->offload.known || !h->offload.last.hardware || a != attach_get(h->set, 0))
		return;
	s->name = "offloaded-flows";
	s->level = BLIND_SPOT;
	snprintf(s->effect, sizeof(s->effect),
		 "%" PRIu64 " of %" PRIu64 " connections are forwarded by the hardware, unseen",
		 h->offload.last.hardware, h->offload.last.connections);
	snprintf(s->command, sizeof(s->command),
		 "take `flags offload` out of the flowtable (nft list flowtables)");
	b->count++;
}

static bool has(const char *const names[BLIND_MAX], const char *name)
{
	unsigned int k;

	for (k = 0; k < BLIND_MAX; k++)
		if (names[k] && !strcmp(names[k], name))
			return true;
	return false;
}

static void tell_spot(struct health *h, const struct attachment *a, enum journal_kind kind,
		      const char *name, const struct blind_spot *s)
{
	char message[2 * BLIND_TEXT + 64];
	const char *const fields[][2] = {{"WEIR_IFACE", a->ifname},
					 {"WEIR_BLIND", name},
					 {"WEIR_MEND", s ? s->command : ""},
					 {NULL, NULL}};

	if (s)
		snprintf(message, sizeof(message), "%s: %s; next: %s", a->ifname, s->effect,
			 s->command);
	else
		snprintf(message, sizeof(message), "%s: %s is over", a->ifname, name);
	output_event_with(h->out, kind, message, fields);
}

/* Tells what came and what went, each as it changes. */
static void tell_spots(struct health *h, const struct attachment *a)
{
	struct health_interface *i = &h->interface[a->slot];
	const char *now[BLIND_MAX] = {NULL};
	unsigned int k;

	for (k = 0; k < i->blind.count; k++) {
		const struct blind_spot *s = &i->blind.spot[k];

		now[k] = s->name;
		if (!has(i->told, s->name))
			tell_spot(h, a, JOURNAL_BLIND, s->name, s);
	}
	for (k = 0; k < BLIND_MAX; k++)
		if (i->told[k] && !has(now, i->told[k]))
			tell_spot(h, a, JOURNAL_BLIND_ENDED, i->told[k], NULL);
	memcpy(i->told, now, sizeof(now));
}

/* What is only good to know is left to the doctor. */
static unsigned int without_notes(struct blind_spot *spots, unsigned int count)
{
	unsigned int k, kept = 0;

	for (k = 0; k < count; k++)
		if (spots[k].level != BLIND_NOTE)
			spots[kept++] = spots[k];
	return kept;
}

static void look_at_spots(struct health *h, const struct attachment *a, uint32_t xdp_prog)
{
	struct health_interface *i = &h->interface[a->slot];
	struct interface found;

	/* With a stagger by slot, so that not all are read in one window. */
	if (i->turn++ % HEALTH_SPOT_WINDOWS != a->slot % HEALTH_SPOT_WINDOWS && i->turn > 1 &&
	    i->xdp_prog == xdp_prog)
		return;
	i->xdp_prog = xdp_prog;
	if (interface_read(a->ifname, &found))
		return;
	i->blind.count = without_notes(
		i->blind.spot, blind_spots(&found, a->ingress, a->xdp_prog, i->blind.spot));
	add_offloaded(h, a, &i->blind);
	tell_spots(h, a);
}

void health_interface_look(struct health *h, const struct attachment *a, uint64_t now)
{
	struct health_interface *i = &h->interface[a->slot];
	struct interface_look look;

	i->blind.hooks_recent = health_is_recent(i->hook_ns, now);
	if (!a->ifindex || interface_look(a->ifindex, &look))
		return;
	look_at_drops(h, a, look.drops, now);
	i->blind.drops_recent = health_is_recent(i->drops_ns, now);
	look_at_traffic(h, a, look.carrier, now);
	look_at_spots(h, a, look.xdp_prog);
}
