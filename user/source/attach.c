// SPDX-License-Identifier: MIT
#include "attach.h"
#include "attach_member.h"
#include "attach_slot.h"
#include "hook_link.h"
#include "netlink.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What could not be put on is tried again after this long, or when a link changes. */
#define RETRY_NS UINT64_C(60000000000)

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

static int write_vantages(struct attach_set *set, const struct member *m)
{
	struct slot_entry entry = {0};
	int side;

	for (side = 0; side < 2; side++) {
		memcpy(entry.vantage[side].ifname, m->a.ifname, sizeof(m->a.ifname));
		entry.vantage[side].ifindex = m->a.ifindex;
		entry.vantage[side].mode = hook_vantage_mode(&m->hook[side]);
	}
	return slot_write(set->source, m->a.slot, &entry);
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

static int add_present(struct attach_set *set, struct member *m, const struct interface *found,
		       char error[static BPF_ERROR_SIZE])
{
	static const bool both[2] = {true, true};
	int result;

	m->config.no_link_header = !found->link_header;
	result = member_put(set->source, m, found, both, error);
	if (result) {
		member_off(m);
		return result;
	}
	m->settled = true;
	return 0;
}

static int add_awaited(struct attach_set *set, struct member *m, char error[static BPF_ERROR_SIZE])
{
	/* What a dead process left there went with the interface. */
	member_off(m);
	m->a.awaited = true;
	m->a.exact = true;
	snprintf(m->a.why, sizeof(m->a.why), "it is not there yet");
	return member_load_ahead(set->source, m, error);
}

static void init_member(struct attach_set *set, struct member *m, const struct attach_options *o,
			unsigned int slot, const struct slot_entry *before)
{
	int side;

	memset(m, 0, sizeof(*m));
	snprintf(m->a.ifname, sizeof(m->a.ifname), "%s", o->ifname);
	m->a.slot = (uint8_t)slot;
	m->want = o->want;
	m->want_side[0] = o->ingress;
	m->want_side[1] = o->egress;
	m->config.slot = m->a.slot;
	for (side = 0; side < 2; side++)
		hook_init(&m->hook[side], bpf_source_pin_dir(set->source), slot, side,
			  &before->vantage[side]);
}

int attach_add(struct attach_set *set, const struct attach_options *o,
	       char error[static BPF_ERROR_SIZE])
{
	struct slot_entry before;
	struct interface found;
	struct member *m;
	uint32_t taken;
	int there, result;

	if (find_member(set, o->ifname, &taken)) {
		snprintf(error, BPF_ERROR_SIZE, "%s is named twice", o->ifname);
		return -EEXIST;
	}
	there = read_checked(o->ifname, &found, error);
	if (there && !(there == -ENODEV && o->await))
		return there;
	result = set->count < WEIR_SLOTS ? slot_choose(set->source, o->ifname, taken, &before)
					 : -ENOSPC;
	if (result < 0) {
		snprintf(error, BPF_ERROR_SIZE, "%s: no slot for it (%d at most): %s", o->ifname,
			 WEIR_SLOTS, strerror(-result));
		return result;
	}
	m = &set->member[set->count];
	init_member(set, m, o, (unsigned int)result, &before);
	result = there ? add_awaited(set, m, error) : add_present(set, m, &found, error);
	if (result)
		return result;
	result = write_vantages(set, m);
	if (result) {
		snprintf(error, BPF_ERROR_SIZE, "%s: cannot write the vantages map: %s", o->ifname,
			 strerror(-result));
		member_off(m);
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

/* Will an interface that is awaited be attached by links alone? */
static bool awaits_links(const struct member *m)
{
	return m->want != ATTACH_CLSACT && hook_link_has_tcx(m->ahead[0].tc_ingress);
}

bool attach_needs_net_admin(const struct attach_set *set)
{
	unsigned int i;

	for (i = 0; i < set->count; i++) {
		const struct member *m = &set->member[i];

		if (m->a.ingress == WEIR_MODE_TC || m->a.egress == WEIR_MODE_TC ||
		    (m->a.awaited && !awaits_links(m)))
			return true;
	}
	return false;
}

int attach_netlink_fd(const struct attach_set *set)
{
	return set->watch;
}

/* The interface went, came or is another one by that name. */
static enum attach_event follow(struct attach_set *set, struct member *m, uint64_t now)
{
	static const bool both[2] = {true, true};
	char error[BPF_ERROR_SIZE];
	struct interface found;

	member_off(m);
	m->a.ifindex = 0;
	m->then = ATTACH_BACK;
	if (interface_read(m->a.ifname, &found)) {
		snprintf(m->a.why, sizeof(m->a.why), "the interface is gone");
		return ATTACH_GONE;
	}
	m->a.ifindex = found.ifindex;
	if (member_settle(m, &found, error) || member_put(set->source, m, &found, both, error)) {
		member_off(m);
		snprintf(m->a.why, sizeof(m->a.why), "%.*s", (int)sizeof(m->a.why) - 1, error);
		m->retry_ns = now + RETRY_NS;
	}
	return ATTACH_BACK;
}

/* Puts on what is not on; true if there is something to tell. */
static bool restore(struct attach_set *set, struct member *m, const bool side[2], bool lost,
		    uint64_t now, enum attach_event *what)
{
	char error[BPF_ERROR_SIZE];
	struct interface found;
	int i;

	if (lost) {
		m->a.hooks_lost++;
		m->then = ATTACH_RESTORED;
	}
	for (i = 0; i < 2; i++)
		if (side[i])
			hook_off(&m->hook[i]);
	member_describe(m);
	if (interface_read(m->a.ifname, &found))
		return false;
	if (member_settle(m, &found, error) || member_put(set->source, m, &found, side, error)) {
		snprintf(m->a.why, sizeof(m->a.why), "%.*s", (int)sizeof(m->a.why) - 1, error);
		m->retry_ns = now + RETRY_NS;
		*what = ATTACH_LOST;
		return lost;
	}
	m->a.hooks_restored += m->then == ATTACH_RESTORED;
	*what = m->then;
	return true;
}

/* @told: a link changed. True if there is something to tell. */
static bool refresh(struct attach_set *set, struct member *m, bool told, uint64_t now,
		    enum attach_event *what)
{
	uint32_t ifindex = if_nametoindex(m->a.ifname);
	const bool lacks[2] = {member_lacks(m, 0), member_lacks(m, 1)};
	bool lost;

	if (ifindex != m->a.ifindex) {
		*what = follow(set, m, now);
		return true;
	}
	if (!ifindex || (!lacks[0] && !lacks[1]))
		return false;
	lost = member_lost(m, 0) || member_lost(m, 1);
	if (!lost && !told && now < m->retry_ns)
		return false;
	return restore(set, m, lacks, lost, now, what);
}

int attach_refresh(struct attach_set *set, uint64_t now,
		   void (*changed)(void *ctx, const struct attachment *a, enum attach_event what),
		   void *ctx)
{
	bool told = netlink_watch_read(set->watch) & NETLINK_LINKS;
	int result = 0, error;
	unsigned int i;

	for (i = 0; i < set->count; i++) {
		struct member *m = &set->member[i];
		enum attach_event what;

		if (!refresh(set, m, told, now, &what))
			continue;
		error = write_vantages(set, m);
		if (error)
			result = error;
		changed(ctx, &m->a, what);
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
		member_off(&set->member[i]);
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
