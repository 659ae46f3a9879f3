// SPDX-License-Identifier: MIT
#include "tc.h"
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <string.h>

struct filter_search {
	bool any; /* a filter of anyone */
	bool own;
};

static uint32_t parent_of(bool egress)
{
	return TC_H_MAKE(TC_H_CLSACT, egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS);
}

static int qdisc_request(uint32_t ifindex, uint16_t type, uint16_t flags)
{
	struct tcmsg tc = {.tcm_ifindex = (int)ifindex,
			   .tcm_parent = TC_H_CLSACT,
			   .tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0)};
	struct netlink_request request;

	netlink_init(&request, type, flags, &tc, sizeof(tc));
	netlink_add(&request, TCA_KIND, "clsact", sizeof("clsact"));
	return netlink_send(&request);
}

struct qdisc_search {
	uint32_t ifindex;
	bool clsact;
};

static int take_qdisc(void *ctx, const struct nlmsghdr *m)
{
	struct qdisc_search *found = ctx;
	const struct tcmsg *tc = NLMSG_DATA(m);
	const struct nlattr *kind;
	uint32_t size;
	const char *name;

	if (m->nlmsg_type != RTM_NEWQDISC || m->nlmsg_len < NLMSG_LENGTH(sizeof(*tc)) ||
	    (uint32_t)tc->tcm_ifindex != found->ifindex)
		return 0;
	size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(*tc));
	kind = netlink_find(TCA_RTA(tc), size, TCA_KIND);
	if (!kind)
		return 0;
	name = netlink_data(kind, &size);
	if (!strncmp(name, "clsact", size))
		found->clsact = true;
	return 0;
}

/* Where the ingress qdisc stands instead, Linux takes a filter of the egress side for one of
 * its own, and it would run at ingress. By a dump: asked for one qdisc, Linux tells every
 * watcher of it. */
static bool has_egress_side(uint32_t ifindex)
{
	struct tcmsg tc = {.tcm_ifindex = (int)ifindex};
	struct qdisc_search found = {.ifindex = ifindex};
	struct netlink_request request;

	netlink_init(&request, RTM_GETQDISC, 0, &tc, sizeof(tc));
	return !netlink_dump(&request, take_qdisc, &found) && found.clsact;
}

static void filter_init(struct netlink_request *r, uint32_t ifindex, bool egress, uint16_t type,
			uint16_t flags)
{
	struct tcmsg tc = {.tcm_ifindex = (int)ifindex,
			   .tcm_parent = parent_of(egress),
			   .tcm_handle = TC_FILTER_HANDLE,
			   .tcm_info =
				   TC_H_MAKE((uint32_t)TC_FILTER_PRIORITY << 16, htons(ETH_P_ALL))};

	netlink_init(r, type, flags, &tc, sizeof(tc));
	netlink_add(r, TCA_KIND, "bpf", sizeof("bpf"));
}

int tc_attach(uint32_t ifindex, bool egress, int program, bool *made_qdisc)
{
	uint32_t fd = (uint32_t)program, direct = TCA_BPF_FLAG_ACT_DIRECT;
	struct netlink_request request;
	struct nlattr *options;
	int error;

	error = qdisc_request(ifindex, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL);
	if (error && error != -EEXIST)
		return error;
	if (!error)
		*made_qdisc = true;
	if (egress && !has_egress_side(ifindex))
		return -EOPNOTSUPP;
	filter_init(&request, ifindex, egress, RTM_NEWTFILTER, NLM_F_CREATE);
	options = netlink_nest(&request, TCA_OPTIONS);
	netlink_add(&request, TCA_BPF_FD, &fd, sizeof(fd));
	netlink_add(&request, TCA_BPF_NAME, TC_FILTER_NAME, sizeof(TC_FILTER_NAME));
	netlink_add(&request, TCA_BPF_FLAGS, &direct, sizeof(direct));
	netlink_nest_end(&request, options);
	return netlink_send(&request);
}

static bool is_own(const struct nlmsghdr *m, const struct tcmsg *tc)
{
	uint32_t size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(*tc));
	const struct nlattr *a = netlink_find(TCA_RTA(tc), size, TCA_OPTIONS);
	const void *data;

	if (tc->tcm_handle != TC_FILTER_HANDLE || tc->tcm_info >> 16 != TC_FILTER_PRIORITY || !a)
		return false;
	data = netlink_data(a, &size);
	a = netlink_find(data, size, TCA_BPF_NAME);
	if (!a)
		return false;
	data = netlink_data(a, &size);
	return !strncmp(data, TC_FILTER_NAME, size);
}

static int take_filter(void *ctx, const struct nlmsghdr *m)
{
	struct filter_search *found = ctx;
	const struct tcmsg *tc = NLMSG_DATA(m);

	if (m->nlmsg_type != RTM_NEWTFILTER || m->nlmsg_len < NLMSG_LENGTH(sizeof(*tc)))
		return 0;
	found->any = true;
	if (is_own(m, tc))
		found->own = true;
	return 0;
}

static int find_filters(uint32_t ifindex, bool egress, struct filter_search *found)
{
	struct tcmsg tc = {.tcm_ifindex = (int)ifindex, .tcm_parent = parent_of(egress)};
	struct netlink_request request;

	memset(found, 0, sizeof(*found));
	netlink_init(&request, RTM_GETTFILTER, 0, &tc, sizeof(tc));
	return netlink_dump(&request, take_filter, found);
}

/* Asked for by handle and priority: the filters of others may be many. */
bool tc_attached(uint32_t ifindex, bool egress)
{
	struct filter_search found = {0};
	struct netlink_request request;

	filter_init(&request, ifindex, egress, RTM_GETTFILTER, 0);
	return !netlink_ask(&request, take_filter, &found) && found.own;
}

int tc_detach(uint32_t ifindex, bool egress)
{
	struct netlink_request request;

	if (!tc_attached(ifindex, egress))
		return 0;
	filter_init(&request, ifindex, egress, RTM_DELTFILTER, 0);
	return netlink_send(&request);
}

void tc_remove_qdisc(uint32_t ifindex)
{
	struct filter_search in, out;

	if (find_filters(ifindex, false, &in) || find_filters(ifindex, true, &out))
		return;
	if (!in.any && !out.any)
		qdisc_request(ifindex, RTM_DELQDISC, 0);
}
