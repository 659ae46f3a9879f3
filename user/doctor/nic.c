// SPDX-License-Identifier: MIT
#include "doctor.h"

#include "../source/attach_clean.h"
#include "../source/blind.h"
#include "../source/ethtool.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What one page holds beside the room that XDP keeps and the end of a socket buffer. */
#define XDP_MTU_MAX 3498

static const struct {
	const char *name;
	const char *good;
} spots[] = {
	{"foreign-xdp", "no XDP program of others"},
	{"generic-mode", "not in generic mode"},
	{"vlan-stripped", "VLAN tags are seen"},
	{"hardware-offload", "flows are not offloaded to hardware"},
	{"lro", "packets are not merged by the NIC (LRO)"},
	{"rx-missed", "the NIC has dropped no packet"},
	{"rx-dropped", "Linux has dropped no packet"},
};

static enum check_level level_of(enum blind_level level)
{
	static const enum check_level levels[] = {CHECK_NOTE, CHECK_WARNING, CHECK_BLIND};

	return levels[level];
}

/* @before: packets that the NIC had dropped at the first look. */
static void check_spots(struct doctor *d, const struct interface *i, enum weir_mode ingress,
			uint32_t own_xdp, uint64_t before)
{
	struct blind_spot found[BLIND_MAX];
	unsigned int count = blind_spots(i, ingress, own_xdp, found), k;
	size_t n;

	for (k = 0; k < count; k++) {
		bool grows = !strcmp(found[k].name, "rx-missed") && i->rx_missed > before;

		check_add(&d->checks, grows ? CHECK_BLIND : level_of(found[k].level), found[k].name,
			  i->name, found[k].command, "%s%s", found[k].effect,
			  grows ? "; it loses more right now" : "");
	}
	for (n = 0; n < sizeof(spots) / sizeof(spots[0]); n++)
		if (!check_has(&d->checks, spots[n].name, i->name))
			check_add(&d->checks, CHECK_OK, spots[n].name, i->name, NULL, "%s",
				  spots[n].good);
}

static enum attach_want wanted(const struct doctor *d, const char *name)
{
	const struct config *c = d->config;
	unsigned int i;

	for (i = 0; i < c->interface_count; i++)
		if (!strcmp(c->interface[i].name, name))
			return c->interface[i].mode;
	return ATTACH_AUTO;
}

static void check_mode(struct doctor *d, const struct interface *i, enum weir_mode ingress)
{
	const char *why = interface_why_not_native(i);
	enum attach_want want = wanted(d, i->name);

	if (!i->readable)
		check_add(&d->checks, CHECK_BLIND, "mode", i->name, NULL,
			  "link type %u is not one weir can read: watch another interface",
			  i->link_type);
	else if (ingress != WEIR_MODE_NONE)
		check_add(&d->checks, CHECK_OK, "mode", i->name, NULL, "attached, ingress %s",
			  attach_mode_name(ingress));
	else if (want == ATTACH_NATIVE && why)
		check_add(&d->checks, CHECK_WARNING, "mode", i->name, NULL,
			  "mode = native is set, but %s: auto would use tc", why);
	else if (why || i->xdp_prog)
		check_add(&d->checks, CHECK_OK, "mode", i->name, NULL, "auto will use tc: %s",
			  why ? why : "another program's XDP is there");
	else
		check_add(&d->checks, CHECK_OK, "mode", i->name, NULL,
			  "auto will try native XDP; driver %s may reset its queues once",
			  i->driver[0] ? i->driver : "(unknown)");
	if (!i->link_header)
		return;
	if (i->mtu > XDP_MTU_MAX)
		check_add(&d->checks, want == ATTACH_NATIVE ? CHECK_WARNING : CHECK_NOTE, "mtu",
			  i->name, NULL,
			  "MTU %u is too large for native XDP with most drivers: tc is used then",
			  i->mtu);
	else
		check_add(&d->checks, CHECK_OK, "mtu", i->name, NULL, "MTU %u fits XDP", i->mtu);
}

static void check_queues(struct doctor *d, const struct interface *i)
{
	struct ethtool_queues queues;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	char command[CHECK_TEXT];

	if (ethtool_read_queues(i->name, &queues))
		return;
	snprintf(command, sizeof(command), "ethtool -L %s combined %u", i->name,
		 queues.most < (unsigned int)cpus ? queues.most : (unsigned int)cpus);
	if (queues.now < 2 && queues.most > 1 && cpus > 1)
		check_add(&d->checks, CHECK_NOTE, "queues", i->name, command,
			  "one receive queue of %u: one CPU takes all packets", queues.most);
	else
		check_add(&d->checks, CHECK_OK, "queues", i->name, NULL,
			  "%u receive queue%s; weir counts on each CPU, and needs no irqbalance",
			  queues.now, queues.now == 1 ? "" : "s");
}

static void check_one(struct doctor *d, const char *name, uint64_t before)
{
	enum weir_mode ingress = WEIR_MODE_NONE;
	struct interface i;
	uint32_t own_xdp = 0;
	int error = interface_read(name, &i);

	if (error == -ENODEV)
		return; /* placement.c says so */
	if (error) {
		check_add(&d->checks, CHECK_WARNING, "interface", name, NULL,
			  "it cannot be looked at: %s", strerror(-error));
		return;
	}
	error = attach_look(d->config->bpffs, name, &ingress, &own_xdp);
	if (error == -EPERM || error == -EACCES)
		check_add(&d->checks, CHECK_NOTE, "attached", name, "sudo weir doctor",
			  "only root may see how it is attached: weir's own XDP may look foreign");
	check_mode(d, &i, ingress);
	check_spots(d, &i, ingress, own_xdp, before);
	check_queues(d, &i);
}

void doctor_nics(struct doctor *d, unsigned int wait_ms)
{
	const struct timespec wait = {.tv_sec = wait_ms / 1000,
				      .tv_nsec = (long)(wait_ms % 1000) * 1000000};
	uint64_t before[INTERFACES_MAX] = {0};
	struct interface i;
	unsigned int k;

	for (k = 0; k < d->count; k++)
		if (!interface_read(d->name[k], &i))
			before[k] = i.rx_missed;
	nanosleep(&wait, NULL);
	for (k = 0; k < d->count; k++)
		check_one(d, d->name[k], before[k]);
}
