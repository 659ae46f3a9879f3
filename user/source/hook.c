// SPDX-License-Identifier: MIT
#include "hook.h"
#include "hook_link.h"
#include "tc.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <unistd.h>

void hook_init(struct hook *h, const char *dir, unsigned int slot, bool egress,
	       const struct weir_vantage *before)
{
	snprintf(h->pin, sizeof(h->pin), "%s/link_%u_%s", dir, slot, egress ? "egress" : "ingress");
	h->egress = egress;
	h->link = -1;
	h->ifindex = before->ifindex;
	h->mode = before->mode & ~(uint32_t)WEIR_VANTAGE_OWN_QDISC;
	h->made_qdisc = before->mode & WEIR_VANTAGE_OWN_QDISC;
}

static int put_link(struct hook *h, uint32_t ifindex, int program, enum weir_mode mode,
		    uint32_t type, uint32_t flags)
{
	int fd = -ENOENT;

	if (h->mode == mode && h->ifindex == ifindex)
		fd = hook_link_take(h->pin, ifindex, program);
	if (fd == -ENOENT || fd == -ESTALE) {
		hook_off(h);
		fd = hook_link_make(h->pin, ifindex, program, type, flags);
	}
	if (fd < 0)
		return fd;
	h->link = fd;
	h->ifindex = ifindex;
	h->mode = mode;
	return 0;
}

int hook_put_xdp(struct hook *h, uint32_t ifindex, int program, bool generic)
{
	if (generic)
		return put_link(h, ifindex, program, WEIR_MODE_GENERIC, LINK_XDP,
				XDP_FLAGS_SKB_MODE);
	return put_link(h, ifindex, program, WEIR_MODE_NATIVE, LINK_XDP, XDP_FLAGS_DRV_MODE);
}

static int put_clsact(struct hook *h, uint32_t ifindex, int program)
{
	bool made = h->made_qdisc && h->mode == WEIR_MODE_TC && h->ifindex == ifindex;
	int error;

	if (h->mode != WEIR_MODE_TC || h->ifindex != ifindex)
		hook_off(h);
	error = tc_attach(ifindex, h->egress, program, &made);
	if (error) {
		if (made)
			tc_remove_qdisc(ifindex);
		return error;
	}
	h->made_qdisc = made;
	h->ifindex = ifindex;
	h->mode = WEIR_MODE_TC;
	return 0;
}

int hook_put_tc(struct hook *h, uint32_t ifindex, int program, bool tcx)
{
	uint32_t type = h->egress ? LINK_TCX_EGRESS : LINK_TCX_INGRESS;

	if (tcx && hook_link_has_tcx(program))
		return put_link(h, ifindex, program, WEIR_MODE_TCX, type, 0);
	return put_clsact(h, ifindex, program);
}

bool hook_alive(const struct hook *h)
{
	if (h->mode == WEIR_MODE_NONE)
		return true;
	if (h->mode == WEIR_MODE_TC)
		return tc_attached(h->ifindex, h->egress);
	return h->link >= 0 && hook_link_alive(h->link, h->ifindex);
}

uint32_t hook_xdp_program(const struct hook *h)
{
	if (h->link < 0 || (h->mode != WEIR_MODE_NATIVE && h->mode != WEIR_MODE_GENERIC))
		return 0;
	return hook_link_program(h->link);
}

void hook_off(struct hook *h)
{
	if (h->mode == WEIR_MODE_TC) {
		tc_detach(h->ifindex, h->egress);
		if (h->made_qdisc)
			tc_remove_qdisc(h->ifindex);
	}
	hook_link_drop(h->link, h->pin);
	h->link = -1;
	h->mode = WEIR_MODE_NONE;
	h->made_qdisc = false;
	h->ifindex = 0;
}

void hook_fini(struct hook *h)
{
	if (h->link >= 0)
		close(h->link);
	h->link = -1;
}

uint32_t hook_vantage_mode(const struct hook *h)
{
	return (uint32_t)h->mode | (h->made_qdisc ? WEIR_VANTAGE_OWN_QDISC : 0);
}
