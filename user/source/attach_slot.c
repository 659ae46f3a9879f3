// SPDX-License-Identifier: MIT
#include "attach_slot.h"
#include "hook_link.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

int slot_read(const struct bpf_source *s, unsigned int slot, struct slot_entry *out)
{
	int error, side;

	for (side = 0; side < 2; side++) {
		error = bpf_source_vantage(s, slot * 2 + (unsigned int)side, &out->vantage[side]);
		if (error)
			return error;
		out->vantage[side].ifname[sizeof(out->vantage[side].ifname) - 1] = '\0';
	}
	return 0;
}

int slot_write(struct bpf_source *s, unsigned int slot, const struct slot_entry *entry)
{
	int error = 0, side;

	for (side = 0; side < 2 && !error; side++)
		error = bpf_source_set_vantage(s, slot * 2 + (unsigned int)side,
					       &entry->vantage[side]);
	return error;
}

int slot_clear(struct bpf_source *s, unsigned int slot)
{
	struct slot_entry entry;
	struct hook hook;
	int error, side;

	error = slot_read(s, slot, &entry);
	if (error)
		return error;
	for (side = 0; side < 2; side++) {
		hook_init(&hook, bpf_source_pin_dir(s), slot, side, &entry.vantage[side]);
		hook_off(&hook);
	}
	memset(&entry, 0, sizeof(entry));
	return slot_write(s, slot, &entry);
}

int slot_choose(struct bpf_source *s, const char *ifname, uint32_t taken, struct slot_entry *out)
{
	int slot, error, free_slot = -ENOSPC, stale = -ENOSPC;
	struct slot_entry entry;

	for (slot = 0; slot < WEIR_SLOTS; slot++) {
		if (taken & (1u << slot))
			continue;
		error = slot_read(s, (unsigned int)slot, &entry);
		if (error)
			return error;
		if (!strcmp(entry.vantage[0].ifname, ifname)) {
			*out = entry;
			return slot;
		}
		if (!entry.vantage[0].ifname[0] && free_slot < 0)
			free_slot = slot;
		if (entry.vantage[0].ifname[0])
			stale = slot;
	}
	memset(out, 0, sizeof(*out));
	if (free_slot >= 0 || stale < 0)
		return free_slot;
	error = slot_clear(s, (unsigned int)stale);
	return error ? error : stale;
}

static bool is_known(const struct bpf_source *s, unsigned int slot, bool egress)
{
	struct slot_entry entry;

	return slot < WEIR_SLOTS && !slot_read(s, slot, &entry) &&
	       entry.vantage[egress].ifname[0] && entry.vantage[egress].mode != WEIR_MODE_NONE;
}

void slot_drop_orphans(const struct bpf_source *s)
{
	const char *dir = bpf_source_pin_dir(s);
	DIR *pins = opendir(dir);
	const struct dirent *e;
	char side[8], pin[HOOK_PIN_SIZE + 256];
	unsigned int slot;

	while (pins && (e = readdir(pins))) {
		if (sscanf(e->d_name, "link_%u_%7s", &slot, side) != 2 ||
		    is_known(s, slot, !strcmp(side, "egress")))
			continue;
		snprintf(pin, sizeof(pin), "%s/%s", dir, e->d_name);
		hook_link_drop(-1, pin);
	}
	if (pins)
		closedir(pins);
}
