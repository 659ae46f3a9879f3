// SPDX-License-Identifier: MIT
#include "programs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "live.h"

static int load_slot(struct bpf_source *s, const struct weir_config *wanted,
		     char error[static BPF_ERROR_SIZE])
{
	struct weir_config config = {
		.slot = wanted->slot,
		.keyed_vlan = wanted->keyed_vlan,
		.no_link_header = wanted->no_link_header,
		.events = s->options.events,
		.prefix_len = s->options.prefix_len,
	};
	struct weir_bpf *programs;
	int code = map_programs_load(&s->maps, &config, &programs);

	if (code) {
		snprintf(error, BPF_ERROR_SIZE, "the kernel refuses weir's programs: %s",
			 code == -EPERM ? "CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON are needed" :
					  strerror(-code));
		return code;
	}
	map_programs_watch(programs, s->frames.watching);
	map_programs_free(s->programs[wanted->slot][wanted->no_link_header]);
	s->programs[wanted->slot][wanted->no_link_header] = programs;
	s->configs[wanted->slot][wanted->no_link_header] = config;
	return 0;
}

int bpf_source_programs(struct bpf_source *s, const struct weir_config *config,
			struct weir_programs *out, char error[static BPF_ERROR_SIZE])
{
	const struct weir_bpf *programs;
	const struct weir_config *loaded;
	int code;

	if (config->slot >= WEIR_SLOTS) {
		snprintf(error, BPF_ERROR_SIZE, "more than %d interfaces", WEIR_SLOTS);
		return -EINVAL;
	}
	loaded = &s->configs[config->slot][config->no_link_header];
	if (!s->programs[config->slot][config->no_link_header] ||
	    loaded->keyed_vlan != config->keyed_vlan) {
		code = load_slot(s, config, error);
		if (code)
			return code;
	}
	programs = s->programs[config->slot][config->no_link_header];
	out->xdp = map_programs_xdp(programs);
	out->tc_ingress = map_programs_tc(programs, WEIR_HOOK_INGRESS);
	out->tc_egress = map_programs_tc(programs, WEIR_HOOK_EGRESS);
	out->frags = loaded->frags;
	return 0;
}

int bpf_source_vantage(const struct bpf_source *s, unsigned int vantage, struct weir_vantage *out)
{
	uint32_t key = vantage;

	return bpf_map_lookup_elem(s->maps.fd[MAP_VANTAGES], &key, out);
}

int bpf_source_set_vantage(struct bpf_source *s, unsigned int vantage,
			   const struct weir_vantage *value)
{
	uint32_t key = vantage;

	return bpf_map_update_elem(s->maps.fd[MAP_VANTAGES], &key, value, 0);
}

const char *bpf_source_pin_dir(const struct bpf_source *s)
{
	return s->pins.dir;
}
