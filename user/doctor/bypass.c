// SPDX-License-Identifier: MIT
#include "bypass.h"

#include "../source/netlink.h"
#include "../source/offload.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#define LIST_BYTES_MAX (64u << 20) /* of the connections; a few hundred thousand */
#define FLOWTABLE_HW 1u		   /* NFT_FLOWTABLE_HW_OFFLOAD of the kernel's uapi */

int bypass_take_flowtable(void *ctx, const struct nlmsghdr *m)
{
	struct flowtables *f = ctx;
	const struct nlattr *flags, *name;
	uint32_t size, bits = 0;
	const void *at;

	if ((m->nlmsg_type & 0xff) != NFT_MSG_NEWFLOWTABLE ||
	    m->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		return 0;
	at = (const uint8_t *)NLMSG_DATA(m) + NLMSG_ALIGN(sizeof(struct nfgenmsg));
	size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(struct nfgenmsg));
	flags = netlink_find(at, size, NFTA_FLOWTABLE_FLAGS);
	name = netlink_find(at, size, NFTA_FLOWTABLE_NAME);
	bits = ntohl(netlink_u32(flags));
	f->count++;
	if (!(bits & FLOWTABLE_HW))
		return 0;
	f->hardware++;
	if (name && !f->name[0]) {
		const char *text = netlink_data(name, &size);

		snprintf(f->name, sizeof(f->name), "%.*s", (int)size, text);
	}
	return 0;
}

static int read_flowtables(struct flowtables *out)
{
	struct nfgenmsg all = {.nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0};
	struct netlink_request request;

	memset(out, 0, sizeof(*out));
	netlink_init(&request, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETFLOWTABLE, 0, &all,
		     sizeof(all));
	return netlink_dump_of(NETLINK_NETFILTER, &request, bypass_take_flowtable, out);
}

void bypass_judge_flowtables(struct doctor *d, int error, const struct flowtables *f)
{
	if (error == -EPERM || error == -EACCES)
		check_add(&d->checks, CHECK_NOTE, "flowtables", NULL, "sudo weir doctor",
			  "only root may see whether nftables offloads flows");
	else if (error)
		check_add(&d->checks, CHECK_OK, "flowtables", NULL, NULL,
			  "this kernel has no nftables");
	else if (f->hardware)
		check_add(&d->checks, CHECK_BLIND, "flowtables", NULL,
			  "nft list flowtables   (take `flags offload` out, reload the ruleset)",
			  "flowtable %s offloads connections to the hardware: after their first "
			  "packets nobody sees them",
			  f->name);
	else if (f->count)
		check_add(&d->checks, CHECK_NOTE, "flowtables", NULL, NULL,
			  "%u flowtable%s in software: weir's hooks come before and still see all",
			  f->count, f->count == 1 ? "" : "s");
	else
		check_add(&d->checks, CHECK_OK, "flowtables", NULL, NULL, "no flowtable");
}

void bypass_check_connections(struct doctor *d)
{
	struct offload o;
	char path[512];
	size_t done = 0;
	int result;

	snprintf(path, sizeof(path), "%s" OFFLOAD_LIST, d->root);
	result = offload_open(&o, path);
	if (result == -ENOENT)
		check_add(&d->checks, CHECK_OK, "connections", NULL, NULL,
			  "no list of connections: no connection tracking, or a kernel without it");
	else if (result)
		check_add(&d->checks, CHECK_NOTE, "connections", NULL, "sudo weir doctor",
			  "only root may see which connections are offloaded");
	if (result)
		return;
	for (; !result && done < LIST_BYTES_MAX; done += 1 << 20)
		result = offload_step(&o, 1 << 20);
	if (result <= 0)
		o.last = o.now;
	if (o.last.hardware)
		check_add(&d->checks, CHECK_BLIND, "connections", NULL,
			  "nft list flowtables   (take `flags offload` out, reload the ruleset)",
			  "%" PRIu64 " of %" PRIu64 " connections are forwarded by the hardware, "
			  "unseen",
			  o.last.hardware, o.last.connections);
	else
		check_add(&d->checks, CHECK_OK, "connections", NULL, NULL,
			  "of %" PRIu64 " connections none is forwarded by hardware, %" PRIu64
			  " by a software flowtable",
			  o.last.connections, o.last.software);
	offload_close(&o);
}

/* Vendors' fast paths tell neither conntrack nor ethtool. */
void bypass_check_accelerators(struct doctor *d)
{
	static const char *const modules[] = {"shortcut_fe", "fast_classifier", "qca_nss_ecm",
					      "ecm",	     "mtkhnat",		"hw_nat",
					      "ctf",	     "pktrunner"};
	static char text[65536];
	char line[64], command[CHECK_TEXT];
	size_t i;

	if (doctor_read(d, "/proc/modules", text + 1, sizeof(text) - 1) <= 0)
		text[1] = '\0';
	text[0] = '\n';
	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		snprintf(line, sizeof(line), "\n%s ", modules[i]);
		if (!strstr(text, line))
			continue;
		snprintf(command, sizeof(command), "modprobe -r %s", modules[i]);
		check_add(&d->checks, CHECK_WARNING, "accelerator", NULL, command,
			  "the module %s forwards flows past the kernel; how many cannot be read",
			  modules[i]);
	}
	if (!check_has(&d->checks, "accelerator", NULL))
		check_add(&d->checks, CHECK_OK, "accelerator", NULL, NULL,
			  "no known fast path of a vendor is loaded");
}

void doctor_bypass(struct doctor *d)
{
	struct flowtables f;
	int error = read_flowtables(&f);

	bypass_judge_flowtables(d, error, &f);
	bypass_check_connections(d);
	bypass_check_accelerators(d);
}
