// SPDX-License-Identifier: MIT
#include "who.h"

#include <string.h>

static bool fill_device(struct alert_device *out, const struct device *device, bool is_src)
{
	if (!device)
		return false;
	memcpy(out->id, device->id, sizeof(out->id));
	memcpy(out->mac, device->mac, sizeof(out->mac));
	memcpy(out->name, device->name, sizeof(out->name));
	out->has_mac = device->has_mac;
	out->is_src = is_src;
	return true;
}

void who_fill(struct alert *a, const struct devices *devices)
{
	const struct row_subject *s = &a->finding.subject;
	const char *name;

	if (!devices)
		return;
	if (!fill_device(&a->device, devices_find(devices, a->of_victim ? &s->dst : &s->src),
			 !a->of_victim) &&
	    !fill_device(&a->device, devices_find(devices, a->of_victim ? &s->src : &s->dst),
			 a->of_victim))
		/* The peer with a name is the one outside, of a device unknown. */
		a->device.is_src = devices_peer_name(devices, &s->dst) != NULL;
	name = devices_name(devices, a->device.is_src ? &s->dst : &s->src);
	if (name)
		strcpy(a->peer_name, name);
}

void who_host(void *ctx, const struct weir_addr *addr, uint8_t ip_v, struct ruleset_host *out)
{
	const struct devices *devices = ctx;
	const struct device *device = devices_find(devices, addr);

	(void)ip_v;
	if (device) {
		out->id = device->id;
		out->name = device->name[0] ? device->name : NULL;
		out->mac = device->has_mac ? device->mac : NULL;
	}
	out->dns = devices_peer_name(devices, addr);
}

void who_host_of_alert(void *ctx, const struct weir_addr *addr, uint8_t ip_v,
		       struct ruleset_host *out)
{
	const struct alert *a = ctx;
	const struct row_subject *s = &a->finding.subject;
	const struct weir_addr *end = a->device.is_src ? &s->src : &s->dst;

	(void)ip_v;
	if (memcmp(addr, end, sizeof(*end)) != 0) {
		out->name = out->dns = a->peer_name[0] ? a->peer_name : NULL;
		return;
	}
	out->id = a->device.id[0] ? a->device.id : NULL;
	out->name = a->device.name[0] ? a->device.name : NULL;
	out->mac = a->device.has_mac ? a->device.mac : NULL;
}
