// SPDX-License-Identifier: MIT
#include "attach_clean.h"
#include "attach.h"
#include "hook.h"
#include "hook_link.h"
#include "pins.h"
#include "tc.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PIN_DIR_SIZE 256

struct cleaning {
	const struct attach_clean_options *o;
	char dir[PIN_DIR_SIZE];
	struct weir_vantage vantage[WEIR_VANTAGES];
	int hooks;
	int error; /* the first that kept something there */
};

static const char *const sides[] = { "ingress", "egress" };

static enum weir_mode mode_of(const struct weir_vantage *v)
{
	return v->mode & ~(uint32_t)WEIR_VANTAGE_OWN_QDISC;
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
	for (i = 0; i < WEIR_VANTAGES && !error; i++) {
		if (bpf_map_lookup_elem(map, &i, &out[i]))
			error = -errno;
		out[i].ifname[sizeof(out[i].ifname) - 1] = '\0';
	}
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
		if (!strcmp(vantages[slot * 2].ifname, ifname))
			break;
	if (slot == WEIR_SLOTS)
		return -ENOENT;
	*ingress = mode_of(&vantages[slot * 2]);
	*own_xdp = 0;
	if (*ingress == WEIR_MODE_NATIVE || *ingress == WEIR_MODE_GENERIC) {
		snprintf(pin, sizeof(pin), "%s/link_%u_ingress", dir, slot);
		*own_xdp = hook_link_pinned_program(pin, vantages[slot * 2].ifindex);
	}
	return 0;
}

static void tell(struct cleaning *c, const struct attach_left *left)
{
	if (!left->error && left->hook && !left->stray)
		c->hooks++;
	if (left->error && !c->error)
		c->error = left->error;
	if (c->o->left)
		c->o->left(c->o->ctx, left);
}

static void drop_filter(struct cleaning *c, uint32_t ifindex, const char *ifname, int side,
			bool known)
{
	struct attach_left left = { .what = attach_mode_name(WEIR_MODE_TC),
				    .side = sides[side],
				    .where = ifname,
				    .hook = true,
				    .stray = !known && !c->o->force };

	if (!tc_attached(ifindex, side))
		return;
	if (!c->o->only_look && !left.stray)
		left.error = tc_detach(ifindex, side);
	tell(c, &left);
}

static void drop_known_filters(struct cleaning *c)
{
	int i;

	for (i = 0; i < WEIR_VANTAGES; i++) {
		const struct weir_vantage *v = &c->vantage[i];
		char name[IF_NAMESIZE];

		if (mode_of(v) != WEIR_MODE_TC || !if_indextoname(v->ifindex, name) ||
		    strcmp(name, v->ifname) != 0)
			continue;
		drop_filter(c, v->ifindex, name, i % 2, true);
		if (!c->o->only_look && v->mode & WEIR_VANTAGE_OWN_QDISC)
			tc_remove_qdisc(v->ifindex);
	}
}

static bool is_known(const struct cleaning *c, uint32_t ifindex)
{
	int i;

	for (i = 0; i < WEIR_VANTAGES; i++)
		if (c->vantage[i].ifindex == ifindex && mode_of(&c->vantage[i]) == WEIR_MODE_TC)
			return true;
	return false;
}

/* They outlive their pins; whose they are cannot be told, it may be a weir on another bpf
 * file system. */
static void drop_stray_filters(struct cleaning *c)
{
	struct if_nameindex *list = if_nameindex(), *i;
	int side;

	for (i = list; list && i->if_index; i++) {
		for (side = 0; side < 2 && !is_known(c, i->if_index); side++)
			drop_filter(c, i->if_index, i->if_name, side, false);
		if (!c->o->only_look && c->o->force)
			tc_remove_qdisc(i->if_index);
	}
	if_freenameindex(list);
}

static void drop_pin(struct cleaning *c, const char *name)
{
	char path[PIN_DIR_SIZE + 256], side[8];
	struct attach_left left = { .what = "pin", .side = "", .where = path };
	unsigned int slot;

	snprintf(path, sizeof(path), "%s/%s", c->dir, name);
	if (sscanf(name, "link_%u_%7s", &slot, side) == 2 && slot < WEIR_SLOTS) {
		const struct weir_vantage *v =
			&c->vantage[slot * 2 + (strcmp(side, sides[1]) == 0)];

		left.hook = true;
		left.side = side;
		left.what = mode_of(v) ? attach_mode_name(mode_of(v)) : "link";
		left.where = v->ifname[0] ? v->ifname : path;
	}
	if (!c->o->only_look) {
		if (left.hook)
			hook_link_drop(-1, path);
		else if (unlink(path))
			left.error = -errno;
	}
	tell(c, &left);
}

static int drop_pins(struct cleaning *c)
{
	DIR *pins = opendir(c->dir);
	const struct dirent *e;

	if (!pins)
		return -errno;
	while ((e = readdir(pins)))
		if (e->d_name[0] != '.')
			drop_pin(c, e->d_name);
	closedir(pins);
	if (!c->o->only_look && rmdir(c->dir) && !c->error)
		c->error = -errno;
	return 0;
}

static int explain(int code, const char *bpffs, char error[static BPF_ERROR_SIZE])
{
	if (code == -ENOENT)
		snprintf(error, BPF_ERROR_SIZE, "there is no %s", bpffs);
	else if (code == -ENOTSUP)
		snprintf(error, BPF_ERROR_SIZE,
			 "%s is not a bpf file system, so nothing can be pinned there", bpffs);
	else if (code == -EBUSY)
		snprintf(error, BPF_ERROR_SIZE,
			 "a weir runs on %s/weir; stop it first, or give --force if it hangs",
			 bpffs);
	else if (code == -EPERM || code == -EACCES)
		snprintf(error, BPF_ERROR_SIZE, "only root may look under %s/weir", bpffs);
	else
		snprintf(error, BPF_ERROR_SIZE, "cannot clean up under %s/weir: %s", bpffs,
			 strerror(-code));
	return code;
}

int attach_clean(const struct attach_clean_options *o, char error[static BPF_ERROR_SIZE])
{
	struct cleaning c = { .o = o };
	struct pins pins;
	int code = pins_open_existing(&pins, o->bpffs);

	if (code == -ENOENT && !access(o->bpffs, F_OK))
		code = 0; /* nothing is pinned, but a filter may be left */
	else if (code && !(code == -EBUSY && (o->force || o->only_look)))
		return explain(code, o->bpffs, error);
	snprintf(c.dir, sizeof(c.dir), "%s/weir", o->bpffs);
	read_vantages(c.dir, c.vantage);
	drop_known_filters(&c);
	code = drop_pins(&c);
	if (code == -ENOENT)
		code = 0;
	drop_stray_filters(&c);
	pins_close(&pins);
	if (code || c.error)
		return explain(code ? code : c.error, o->bpffs, error);
	return c.hooks;
}
