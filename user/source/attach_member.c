// SPDX-License-Identifier: MIT
#include "attach_member.h"
#include "hook_link.h"
#include "tc.h"
#include "../log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int load(struct bpf_source *s, struct member *m, bool keyed_vlan,
		char error[static BPF_ERROR_SIZE])
{
	if (m->settled)
		return 0;
	m->config.keyed_vlan = keyed_vlan;
	return bpf_source_programs(s, &m->config, &m->programs, error);
}

/* What a failed attempt to attach XDP means, as the end of a sentence. */
static const char *xdp_reason(int error)
{
	switch (error) {
	case -EBUSY:
	case -EEXIST:
		return "another program's XDP is there";
	case -ERANGE:
		return "its MTU is too large for native XDP";
	case -EOPNOTSUPP:
		return "its driver has no native XDP";
	case -EPERM:
		return "that is not permitted";
	default:
		return strerror(-error);
	}
}

static int put_xdp(struct bpf_source *s, struct member *m, const struct interface *i, bool generic,
		   char error[static BPF_ERROR_SIZE])
{
	int result;

	/* A stripped tag is seen by tc at egress but not by XDP: no VLAN in the key then. */
	result = load(s, m, !i->rx_vlan_strip, error);
	if (result)
		return result;
	if (!generic && m->hook[0].mode != WEIR_MODE_NATIVE)
		log_info("%s: trying native XDP; driver %s may reset its queues once", i->name,
			 i->driver[0] ? i->driver : "(unknown)");
	result = hook_put_xdp(&m->hook[0], i->ifindex, m->programs.xdp, generic);
	if (result)
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: cannot attach %s XDP: %s; use --mode auto or tc", i->name,
			 generic ? "generic" : "native", xdp_reason(result));
	return result;
}

static int put_tc(struct bpf_source *s, struct member *m, const struct interface *i, bool egress,
		  char error[static BPF_ERROR_SIZE])
{
	int program, result;

	/* Both sides of tc know the tag wherever the NIC put it; if XDP has the other side,
	 * it has decided. */
	if (!egress || m->hook[0].mode == WEIR_MODE_NONE) {
		result = load(s, m, true, error);
		if (result)
			return result;
	}
	program = egress ? m->programs.tc_egress : m->programs.tc_ingress;
	result = hook_put_tc(&m->hook[egress], i->ifindex, program, m->want != ATTACH_CLSACT);
	if (result == -EINVAL)
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: cannot attach at tc %s: a filter of another kind has priority %d "
			 "there; give it another one (see: tc filter show dev %s %s)",
			 i->name, egress ? "egress" : "ingress", TC_FILTER_PRIORITY, i->name,
			 egress ? "egress" : "ingress");
	else if (result == -EOPNOTSUPP && egress)
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: cannot attach at tc egress: an ingress qdisc is there, which has no "
			 "such side; put clsact in its place (see: tc qdisc show dev %s)",
			 i->name, i->name);
	else if (result)
		snprintf(error, BPF_ERROR_SIZE, "%s: cannot attach at tc %s: %s", i->name,
			 egress ? "egress" : "ingress", strerror(-result));
	return result;
}

/* Why XDP may not be put there, or NULL; a program of a dead weir is no obstacle. */
static const char *foreign_xdp(const struct member *m, const struct interface *i)
{
	if (!i->xdp_prog || i->xdp_prog == hook_link_pinned_program(m->hook[0].pin, i->ifindex))
		return NULL;
	return "another program's XDP is there";
}

static int put_auto(struct bpf_source *s, struct member *m, const struct interface *i,
		    char error[static BPF_ERROR_SIZE])
{
	const char *reason = foreign_xdp(m, i);

	if (!reason)
		reason = interface_why_not_native(i);
	/* Loaded before it came: with the tag in the key. */
	if (!reason && m->settled && m->config.keyed_vlan && i->rx_vlan_strip)
		reason = "it strips VLAN tags before XDP could see them";
	if (!reason) {
		int result = put_xdp(s, m, i, false, error);

		if (!result) {
			snprintf(m->a.why, sizeof(m->a.why), "driver %s has native XDP",
				 i->driver[0] ? i->driver : "(unknown)");
			return 0;
		}
		reason = xdp_reason(result);
	}
	snprintf(m->a.why, sizeof(m->a.why), "no XDP: %s", reason);
	return put_tc(s, m, i, false, error);
}

static int put_ingress(struct bpf_source *s, struct member *m, const struct interface *i,
		       char error[static BPF_ERROR_SIZE])
{
	if (m->want == ATTACH_AUTO)
		return put_auto(s, m, i, error);
	snprintf(m->a.why, sizeof(m->a.why), "%s",
		 m->want == ATTACH_GENERIC ? "asked for; inexact: super-packets count as one"
					   : "asked for");
	if (m->want == ATTACH_TC || m->want == ATTACH_CLSACT)
		return put_tc(s, m, i, false, error);
	if (foreign_xdp(m, i)) {
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: another program's XDP (id %u) is there and is left alone; use --mode "
			 "auto or tc, or remove it",
			 i->name, i->xdp_prog);
		return -EBUSY;
	}
	if (!i->link_header) {
		snprintf(error, BPF_ERROR_SIZE,
			 "%s: its frames have no link header, XDP cannot be used; use --mode tc",
			 i->name);
		return -ENOTSUP;
	}
	return put_xdp(s, m, i, m->want == ATTACH_GENERIC, error);
}

int member_load_ahead(struct bpf_source *s, struct member *m, char error[static BPF_ERROR_SIZE])
{
	int bare, result = 0;

	m->config.keyed_vlan = true;
	for (bare = 0; bare < 2 && !result; bare++) {
		m->config.no_link_header = bare;
		result = bpf_source_programs(s, &m->config, &m->ahead[bare], error);
	}
	return result;
}

int member_settle(struct member *m, const struct interface *i, char error[static BPF_ERROR_SIZE])
{
	if (!i->readable) {
		snprintf(error, BPF_ERROR_SIZE, "link type %u is not one weir can read",
			 i->link_type);
		return -ENOTSUP;
	}
	if (m->a.awaited) {
		m->config.no_link_header = !i->link_header;
		m->programs = m->ahead[m->config.no_link_header];
		m->settled = true;
		m->a.awaited = false;
	}
	if (m->config.no_link_header != i->link_header)
		return 0;
	snprintf(error, BPF_ERROR_SIZE, "it came back as another type of link");
	return -ENOTSUP;
}

void member_off(struct member *m)
{
	hook_off(&m->hook[1]);
	hook_off(&m->hook[0]);
	member_describe(m);
}

void member_describe(struct member *m)
{
	m->a.ingress = m->hook[0].mode;
	m->a.egress = m->hook[1].mode;
	m->a.exact = m->hook[0].mode != WEIR_MODE_GENERIC;
	m->a.half = m->want_side[0] && m->want_side[1] &&
		    (m->a.ingress == WEIR_MODE_NONE) != (m->a.egress == WEIR_MODE_NONE);
	m->a.xdp_prog = hook_xdp_program(&m->hook[0]);
}

bool member_lost(const struct member *m, unsigned int side)
{
	return m->want_side[side] && m->hook[side].mode != WEIR_MODE_NONE &&
	       !hook_alive(&m->hook[side]);
}

bool member_lacks(const struct member *m, unsigned int side)
{
	return m->want_side[side] &&
	       (m->hook[side].mode == WEIR_MODE_NONE || !hook_alive(&m->hook[side]));
}

int member_put(struct bpf_source *s, struct member *m, const struct interface *i,
	       const bool side[2], char error[static BPF_ERROR_SIZE])
{
	int result = 0;

	if (!m->want_side[0])
		hook_off(&m->hook[0]);
	else if (side[0])
		result = put_ingress(s, m, i, error);
	if (!m->want_side[1])
		hook_off(&m->hook[1]);
	else if (side[1] && !result)
		result = put_tc(s, m, i, true, error);
	/* Whichever goes last removes the qdisc. */
	if (m->hook[0].mode == WEIR_MODE_TC && m->hook[1].mode == WEIR_MODE_TC)
		m->hook[0].made_qdisc = m->hook[1].made_qdisc =
			m->hook[0].made_qdisc || m->hook[1].made_qdisc;
	/* What is put back at egress alone has not decided the mode: and a.why may tell by now
	 * what kept it off. */
	if (!result && side[0])
		memcpy(m->mode_why, m->a.why, sizeof(m->mode_why));
	else if (!result)
		memcpy(m->a.why, m->mode_why, sizeof(m->a.why));
	m->a.ifindex = i->ifindex;
	member_describe(m);
	return result;
}
