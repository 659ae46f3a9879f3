// SPDX-License-Identifier: MIT
#include "attach_slot.h"
#include "attach.h"
#include "hook_link.h"
#include "tc.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PIN_DIR_SIZE 256

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

/* Drops the pinned links that @s does not know (NULL: all); how many. */
static int drop_links(const char *dir, const struct bpf_source *s)
{
	DIR *pins = opendir(dir);
	const struct dirent *e;
	char side[8], pin[HOOK_PIN_SIZE + 256];
	unsigned int slot;
	int dropped = 0;

	while (pins && (e = readdir(pins))) {
		if (sscanf(e->d_name, "link_%u_%7s", &slot, side) != 2 ||
		    (s && is_known(s, slot, !strcmp(side, "egress"))))
			continue;
		snprintf(pin, sizeof(pin), "%s/%s", dir, e->d_name);
		hook_link_drop(-1, pin);
		dropped++;
	}
	if (pins)
		closedir(pins);
	return dropped;
}

void slot_drop_orphans(const struct bpf_source *s)
{
	drop_links(bpf_source_pin_dir(s), s);
}

/* The pinned vantages map, as far as it can be read; zero entries else. */
static int read_vantages(const char *dir, struct weir_vantage out[static WEIR_VANTAGES])
{
	char pin[HOOK_PIN_SIZE];
	int map, error = 0;
	uint32_t i;

	memset(out, 0, WEIR_VANTAGES * sizeof(*out));
	snprintf(pin, sizeof(pin), "%s/vantages", dir);
	map = bpf_obj_get(pin);
	if (map < 0)
		return -errno;
	for (i = 0; i < WEIR_VANTAGES && !error; i++)
		if (bpf_map_lookup_elem(map, &i, &out[i]))
			error = -errno;
	close(map);
	return error;
}

int attach_look(const char *bpffs, const char *ifname, enum weir_mode *ingress, uint32_t *own_xdp)
{
	struct weir_vantage vantages[WEIR_VANTAGES];
	char dir[PIN_DIR_SIZE], pin[HOOK_PIN_SIZE];
	unsigned int slot;
	int error;

	snprintf(dir, sizeof(dir), "%s/weir", bpffs);
	error = read_vantages(dir, vantages);
	if (error)
		return error;
	for (slot = 0; slot < WEIR_SLOTS; slot++)
		if (!strncmp(vantages[slot * 2].ifname, ifname, sizeof(vantages[0].ifname)))
			break;
	if (slot == WEIR_SLOTS)
		return -ENOENT;
	*ingress = vantages[slot * 2].mode & ~(uint32_t)WEIR_VANTAGE_OWN_QDISC;
	*own_xdp = 0;
	if (*ingress == WEIR_MODE_NATIVE || *ingress == WEIR_MODE_GENERIC) {
		snprintf(pin, sizeof(pin), "%s/link_%u_ingress", dir, slot);
		*own_xdp = hook_link_pinned_program(pin, vantages[slot * 2].ifindex);
	}
	return 0;
}

static int drop_filters(const struct weir_vantage *vantages)
{
	int dropped = 0, i;

	for (i = 0; i < WEIR_VANTAGES; i++) {
		const struct weir_vantage *v = &vantages[i];
		char name[IF_NAMESIZE];

		if ((v->mode & ~(uint32_t)WEIR_VANTAGE_OWN_QDISC) != WEIR_MODE_TC ||
		    !if_indextoname(v->ifindex, name) ||
		    strncmp(name, v->ifname, sizeof(v->ifname)))
			continue;
		if (tc_attached(v->ifindex, i % 2) && !tc_detach(v->ifindex, i % 2))
			dropped++;
		if (v->mode & WEIR_VANTAGE_OWN_QDISC)
			tc_remove_qdisc(v->ifindex);
	}
	return dropped;
}

int attach_clean(const char *bpffs, char error[static BPF_ERROR_SIZE])
{
	struct weir_vantage vantages[WEIR_VANTAGES];
	char dir[PIN_DIR_SIZE];
	int result;

	snprintf(dir, sizeof(dir), "%s/weir", bpffs);
	read_vantages(dir, vantages);
	/* First, since it refuses while another weir runs there. */
	result = bpf_pins_remove(bpffs, error);
	if (result)
		return result;
	result = drop_filters(vantages) + drop_links(dir, NULL);
	if (rmdir(dir) && errno != ENOENT) {
		snprintf(error, BPF_ERROR_SIZE, "cannot remove %s: %s", dir, strerror(errno));
		return -errno;
	}
	return result;
}
