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
