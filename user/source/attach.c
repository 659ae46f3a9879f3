// SPDX-License-Identifier: MIT
#include "attach.h"
#include "attach_slot.h"
#include "interface.h"
#include "hook_link.h"
#include "netlink.h"
#include "tc.h"
#include "../log.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct member {
	struct attachment a;
	enum attach_want want;
	bool want_side[2];
	struct weir_config config;
	struct weir_programs programs;
	bool settled; /* programs stay as they are loaded: capabilities may be gone */
	struct hook hook[2];
};

struct attach_set {
	struct bpf_source *source;
	int watch;
	unsigned int count;
	struct member member[WEIR_SLOTS];
};

int attach_set_new(struct bpf_source *s, struct attach_set **out)
{
	struct attach_set *set = calloc(1, sizeof(*set));

	if (!set)
		return -ENOMEM;
	set->source = s;
	set->watch = netlink_watch();
	if (set->watch < 0) {
		int error = set->watch;

		free(set);
		return error;
	}
	slot_drop_orphans(s);
	*out = set;
	return 0;
}

static int load(struct attach_set *set, struct member *m, bool keyed_vlan,
		char error[static BPF_ERROR_SIZE])
{
	if (m->settled)
		return 0;
	m->config.keyed_vlan = keyed_vlan;
	return bpf_source_programs(set->source, &m->config, &m->programs, error);
}

/* What a failed attempt to attach XDP means, as the end of a sentence. */
static const char *xdp_reason(int error)
{
	switch (error) {
	case -EBUSY:
	case -EEXIST:
		return "another program's XDP is there";
	case -ERANGE:
		return "its MTU is too large for native XDP";
	case -EOPNOTSUPP:
		return "its driver has no native XDP";
	case -EPERM:
		return "that is not permitted";
	default:
		return strerror(-error);
	}
}

static int put_xdp(struct attach_set *set, struct member *m, const struct interface *i,
		   bool generic, char error[static BPF_ERROR_SIZE])
{
	int result;

	/* A stripped tag is seen by tc at egress but not by XDP: no VLAN in the key then. */
	result = load(set, m, !i->rx_vlan_strip, error);
	if (result)
		return result;
	if (!generic && m->hook[0].mode != WEIR_MODE_NATIVE)
		log_info("%s: trying native XDP; driver %s may reset its queues once", i->name,
			 i->driver[0] ? i->driver : "(unknown)");
	result = hook_put_xdp(&m->hook[0], i->ifindex, m->programs.xdp, generic);
	if (result)
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: cannot attach %s XDP: %s; use --mode auto or tc", i->name,
			 generic ? "generic" : "native", xdp_reason(result));
	return result;
}

static int put_tc(struct attach_set *set, struct member *m, const struct interface *i, bool egress,
		  char error[static BPF_ERROR_SIZE])
{
	int program, result;

	/* Both sides of tc know the tag wherever the NIC put it; if XDP has the other side,
	 * it has decided. */
	if (!egress || m->hook[0].mode == WEIR_MODE_NONE) {
		result = load(set, m, true, error);
		if (result)
			return result;
	}
	program = egress ? m->programs.tc_egress : m->programs.tc_ingress;
	result = hook_put_tc(&m->hook[egress], i->ifindex, program, m->want != ATTACH_CLSACT);
	if (result == -EINVAL)
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: cannot attach at tc %s: a filter of another kind has priority %d "
			 "there; give it another one (see: tc filter show dev %s %s)",
			 i->name, egress ? "egress" : "ingress", TC_FILTER_PRIORITY, i->name,
			 egress ? "egress" : "ingress");
	else if (result)
		snprintf(error, BPF_ERROR_SIZE, "%s: cannot attach at tc %s: %s", i->name,
			 egress ? "egress" : "ingress", strerror(-result));
	return result;
}

/* Why XDP may not be put there, or NULL; a program of a dead weir is no obstacle. */
static const char *foreign_xdp(const struct member *m, const struct interface *i)
{
	if (!i->xdp_prog || i->xdp_prog == hook_link_pinned_program(m->hook[0].pin, i->ifindex))
		return NULL;
	return "another program's XDP is there";
}

static int put_auto(struct attach_set *set, struct member *m, const struct interface *i,
		    char error[static BPF_ERROR_SIZE])
{
	const char *reason = foreign_xdp(m, i);

	if (!reason)
		reason = interface_why_not_native(i);
	if (!reason) {
		int result = put_xdp(set, m, i, false, error);

		if (!result) {
			snprintf(m->a.why, sizeof(m->a.why), "driver %s has native XDP",
				 i->driver[0] ? i->driver : "(unknown)");
			return 0;
		}
		reason = xdp_reason(result);
	}
	snprintf(m->a.why, sizeof(m->a.why), "no XDP: %s", reason);
	return put_tc(set, m, i, false, error);
}

static int put_ingress(struct attach_set *set, struct member *m, const struct interface *i,
		       char error[static BPF_ERROR_SIZE])
{
	if (m->want == ATTACH_AUTO)
		return put_auto(set, m, i, error);
	snprintf(m->a.why, sizeof(m->a.why), "%s",
		 m->want == ATTACH_GENERIC ? "asked for; inexact: super-packets count as one"
					   : "asked for");
	if (m->want == ATTACH_TC || m->want == ATTACH_CLSACT)
		return put_tc(set, m, i, false, error);
	if (foreign_xdp(m, i)) {
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: another program's XDP (id %u) is there and is left alone; use --mode "
			 "auto or tc, or remove it",
			 i->name, i->xdp_prog);
		return -EBUSY;
	}
	if (!i->link_header) {
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: its frames have no link header, XDP cannot be used; use --mode tc",
			 i->name);
		return -ENOTSUP;
	}
	return put_xdp(set, m, i, m->want == ATTACH_GENERIC, error);
}

static int write_vantages(struct attach_set *set, const struct member *m)
{
	struct slot_entry entry = { 0 };
	int side;

	for (side = 0; side < 2; side++) {
		memcpy(entry.vantage[side].ifname, m->a.ifname, sizeof(m->a.ifname));
		entry.vantage[side].ifindex = m->a.ifindex;
		entry.vantage[side].mode = hook_vantage_mode(&m->hook[side]);
	}
	return slot_write(set->source, m->a.slot, &entry);
}

static void take_off(struct member *m)
{
	hook_off(&m->hook[1]);
	hook_off(&m->hook[0]);
}

static void describe(struct member *m)
{
	m->a.ingress = m->hook[0].mode;
	m->a.egress = m->hook[1].mode;
	m->a.exact = m->hook[0].mode != WEIR_MODE_GENERIC;
}

static int put_hooks(struct attach_set *set, struct member *m, const struct interface *i,
		     char error[static BPF_ERROR_SIZE])
{
	int result = 0;

	if (m->want_side[0])
		result = put_ingress(set, m, i, error);
	else
		hook_off(&m->hook[0]);
	if (!result && m->want_side[1])
		result = put_tc(set, m, i, true, error);
	else if (!result)
		hook_off(&m->hook[1]);
	if (result) {
		take_off(m);
		describe(m);
		return result;
	}
	/* Whichever goes last removes the qdisc. */
	if (m->hook[0].mode == WEIR_MODE_TC && m->hook[1].mode == WEIR_MODE_TC)
		m->hook[0].made_qdisc = m->hook[1].made_qdisc =
			m->hook[0].made_qdisc || m->hook[1].made_qdisc;
	m->a.ifindex = i->ifindex;
	describe(m);
	return 0;
}

static struct member *find_member(struct attach_set *set, const char *ifname, uint32_t *taken)
{
	struct member *found = NULL;
	unsigned int i;

	*taken = 0;
	for (i = 0; i < set->count; i++) {
		*taken |= 1u << set->member[i].a.slot;
		if (!strcmp(set->member[i].a.ifname, ifname))
			found = &set->member[i];
	}
	return found;
}

static int read_checked(const char *ifname, struct interface *out,
			char error[static BPF_ERROR_SIZE])
{
	int result = interface_read(ifname, out);

	if (result == -ENODEV)
		snprintf(error, BPF_ERROR_SIZE, "no interface '%s'; `ip link` lists them", ifname);
	else if (result)
		snprintf(error, BPF_ERROR_SIZE, "%s: cannot read its state: %s", ifname,
			 strerror(-result));
	else if (!out->readable) {
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: link type %u is not one weir can read; name another interface",
			 ifname, out->link_type);
		result = -ENOTSUP;
	}
	return result;
}

int attach_add(struct attach_set *set, const struct attach_options *o,
	       char error[static BPF_ERROR_SIZE])
{
	struct slot_entry before;
	struct interface found;
	struct member *m;
	uint32_t taken;
	int result, side;

	if (find_member(set, o->ifname, &taken)) {
		snprintf(error, BPF_ERROR_SIZE, "%s is named twice", o->ifname);
		return -EEXIST;
	}
	result = read_checked(o->ifname, &found, error);
	if (result)
		return result;
	result = set->count < WEIR_SLOTS ? slot_choose(set->source, o->ifname, taken, &before)
					 : -ENOSPC;
	if (result < 0) {
		snprintf(error, BPF_ERROR_SIZE, "%s: no slot for it (%d at most): %s", o->ifname,
			 WEIR_SLOTS, strerror(-result));
		return result;
	}
	m = &set->member[set->count];
	memset(m, 0, sizeof(*m));
	memcpy(m->a.ifname, found.name, sizeof(m->a.ifname));
	m->a.slot = (uint8_t)result;
	m->want = o->want;
	m->want_side[0] = o->ingress;
	m->want_side[1] = o->egress;
	m->config.slot = m->a.slot;
	m->config.no_link_header = !found.link_header;
	for (side = 0; side < 2; side++)
		hook_init(&m->hook[side], bpf_source_pin_dir(set->source), m->a.slot, side,
			  &before.vantage[side]);
	result = put_hooks(set, m, &found, error);
	if (result)
		return result;
	m->settled = true;
	result = write_vantages(set, m);
	if (result) {
		snprintf(error, BPF_ERROR_SIZE, "%s: cannot write the vantages map: %s", o->ifname,
			 strerror(-result));
		take_off(m);
		return result;
	}
	set->count++;
	return 0;
}

void attach_prune(struct attach_set *set)
{
	struct slot_entry entry;
	uint32_t taken;
	unsigned int slot;

	find_member(set, "", &taken);
	for (slot = 0; slot < WEIR_SLOTS; slot++)
		if (!(taken & (1u << slot)) && !slot_read(set->source, slot, &entry) &&
		    entry.vantage[0].ifname[0])
			slot_clear(set->source, slot);
}

bool attach_needs_net_admin(const struct attach_set *set)
{
	unsigned int i;

	for (i = 0; i < set->count; i++)
		if (set->member[i].a.ingress == WEIR_MODE_TC ||
		    set->member[i].a.egress == WEIR_MODE_TC)
			return true;
	return false;
}

int attach_netlink_fd(const struct attach_set *set)
{
	return set->watch;
}

static bool is_as_it_should(const struct member *m, uint32_t ifindex)
{
	int side;

	if (m->a.ifindex != ifindex)
		return false;
	for (side = 0; ifindex && side < 2; side++)
		if (m->want_side[side] &&
		    (m->hook[side].mode == WEIR_MODE_NONE || !hook_alive(&m->hook[side])))
			return false;
	return true;
}

static void put_again(struct attach_set *set, struct member *m)
{
	char error[BPF_ERROR_SIZE];
	struct interface found;

	take_off(m);
	m->a.ifindex = 0;
	describe(m);
	if (interface_read(m->a.ifname, &found)) {
		snprintf(m->a.why, sizeof(m->a.why), "the interface is gone");
		return;
	}
	if (m->config.no_link_header == found.link_header) {
		snprintf(m->a.why, sizeof(m->a.why), "it came back as another type of link");
		m->a.ifindex = found.ifindex;
	} else if (put_hooks(set, m, &found, error)) {
		snprintf(m->a.why, sizeof(m->a.why), "%.*s", (int)sizeof(m->a.why) - 1, error);
		m->a.ifindex = found.ifindex;
	}
}

int attach_refresh(struct attach_set *set, void (*changed)(void *ctx, const struct attachment *a),
		   void *ctx)
{
	int result = 0, error;
	unsigned int i;

	if (!netlink_watch_read(set->watch))
		return 0;
	for (i = 0; i < set->count; i++) {
		struct member *m = &set->member[i];
		struct attachment before = m->a;

		if (is_as_it_should(m, if_nametoindex(m->a.ifname)))
			continue;
		put_again(set, m);
		error = write_vantages(set, m);
		if (error)
			result = error;
		if (memcmp(&before, &m->a, sizeof(before)))
			changed(ctx, &m->a);
	}
	return result;
}

unsigned int attach_count(const struct attach_set *set)
{
	return set->count;
}

const struct attachment *attach_get(const struct attach_set *set, unsigned int i)
{
	return &set->member[i].a;
}

void attach_set_detach(struct attach_set *set)
{
	unsigned int i;

	for (i = 0; i < set->count; i++)
		take_off(&set->member[i]);
}

void attach_set_free(struct attach_set *set, bool detach)
{
	unsigned int i;

	if (!set)
		return;
	if (detach)
		attach_set_detach(set);
	for (i = 0; i < set->count; i++) {
		hook_fini(&set->member[i].hook[0]);
		hook_fini(&set->member[i].hook[1]);
	}
	close(set->watch);
	free(set);
}
