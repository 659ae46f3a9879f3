// SPDX-License-Identifier: MIT
#include "blind.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

struct list {
	struct blind_spot *out;
	unsigned int count;
};

__attribute__((format(printf, 4, 5))) static struct blind_spot *
add(struct list *l, enum blind_level level, const char *name, const char *effect, ...)
{
	struct blind_spot *b = &l->out[l->count++];
	va_list arguments;

	b->name = name;
	b->level = level;
	va_start(arguments, effect);
	vsnprintf(b->effect, sizeof(b->effect), effect, arguments);
	va_end(arguments);
	return b;
}

__attribute__((format(printf, 2, 3))) static void mend(struct blind_spot *b, const char *command,
						       ...)
{
	va_list arguments;

	va_start(arguments, command);
	vsnprintf(b->command, sizeof(b->command), command, arguments);
	va_end(arguments);
}

static void find_programs(struct list *l, const struct interface *i, enum weir_mode ingress,
			  uint32_t own_xdp)
{
	if (i->xdp_prog && i->xdp_prog != own_xdp)
		mend(add(l, BLIND_SPOT, "foreign-xdp",
			 "another program's XDP (id %u) runs first: what it drops or redirects is "
			 "not seen",
			 i->xdp_prog),
		     "ip link set dev %s %s off", i->name, i->xdp_generic ? "xdpgeneric" : "xdp");
	if (ingress == WEIR_MODE_GENERIC)
		mend(add(l, BLIND_WARNING, "generic-mode",
			 "generic XDP sees super-packets as one: packets are counted too low"),
		     "weir run --mode tc %s", i->name);
}

static void find_offloads(struct list *l, const struct interface *i, enum weir_mode ingress)
{
	if (i->rx_vlan_strip && (ingress == WEIR_MODE_NATIVE || ingress == WEIR_MODE_GENERIC))
		mend(add(l, i->vlans ? BLIND_SPOT : BLIND_NOTE, "vlan-stripped",
			 "the NIC strips VLAN tags before XDP: flows of all VLANs look alike"),
		     "ethtool -K %s rxvlan off", i->name);
	if (i->hw_tc_offload)
		mend(add(l, BLIND_WARNING, "hardware-offload",
			 "flows that are offloaded to the NIC or switch pass unseen"),
		     "ethtool -K %s hw-tc-offload off", i->name);
	if (i->lro)
		mend(add(l, BLIND_WARNING, "lro",
			 "the NIC merges packets: their number and sizes are estimates"),
		     "ethtool -K %s lro off", i->name);
}

static void find_drops(struct list *l, const struct interface *i)
{
	if (i->rx_missed)
		mend(add(l, BLIND_NOTE, "rx-missed",
			 "the NIC had no room for %" PRIu64
			 " packets since boot: larger rings help",
			 i->rx_missed),
		     "ethtool -g %s; ethtool -G %s rx MAXIMUM", i->name, i->name);
	if (i->rx_dropped)
		mend(add(l, BLIND_NOTE, "rx-dropped",
			 "%" PRIu64
			 " received packets were dropped since boot: for want of memory, or "
			 "of a protocol that wants them",
			 i->rx_dropped),
		     "ip -s -s link show dev %s; ethtool -S %s", i->name, i->name);
}

const char *blind_level_name(enum blind_level level)
{
	static const char *const names[] = {"note", "warning", "blind"};

	return names[level];
}

unsigned int blind_spots(const struct interface *i, enum weir_mode ingress, uint32_t own_xdp,
			 struct blind_spot out[static BLIND_MAX])
{
	struct list l = {.out = out};

	find_programs(&l, i, ingress, own_xdp);
	find_offloads(&l, i, ingress);
	find_drops(&l, i);
	return l.count;
}
