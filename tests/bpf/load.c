// SPDX-License-Identifier: MIT
/* The verifier takes the programs in every configuration that user space can ask for.
 * test-timeout: 300
 */
#include "tests/unit/tap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "user/source/maps.h"

/* The verifier's own limit is a million; well below it, older kernels manage too. */
#define INSTRUCTIONS_MAX 300000

static unsigned int instructions(int fd)
{
	struct bpf_prog_info info = { 0 };
	uint32_t length = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &length))
		return 0;
	return info.verified_insns;
}

static void test_load(const struct map_set *m, struct weir_config config)
{
	struct weir_config loaded = config;
	struct weir_bpf *programs = NULL;
	unsigned int xdp, ingress, egress;
	int error = map_programs_load(m, &loaded, &programs);

	if (!tap_ok(!error, "replay %u vlan %u bare %u events %02x prefix %u: %s", config.replay,
		    config.keyed_vlan, config.no_link_header, config.events, config.prefix_len,
		    error ? strerror(-error) : "loads"))
		return;
	xdp = instructions(map_programs_xdp(programs));
	ingress = instructions(map_programs_tc(programs, WEIR_HOOK_INGRESS));
	egress = instructions(map_programs_tc(programs, WEIR_HOOK_EGRESS));
	tap_ok(xdp < INSTRUCTIONS_MAX && ingress < INSTRUCTIONS_MAX && egress < INSTRUCTIONS_MAX,
	       "verified instructions: xdp %u%s, tc ingress %u, tc egress %u", xdp,
	       loaded.frags ? " (multi-buffer)" : "", ingress, egress);
	if (config.events == 0x3e && config.no_link_header)
		printf("note: verified instructions at most: xdp %u, tc %u\n", xdp, egress);
	map_programs_free(programs);
}

int main(void)
{
	/* None, the sensor's, what nobody else asks for alone and with the rest. */
	static const uint8_t events[] = { 0,
					  1u << WEIR_EVENT_PRESSURE | 1u << WEIR_EVENT_NAMES |
						  1u << WEIR_EVENT_WATCH,
					  1u << WEIR_EVENT_PREFIX, 0x0e, 0x3e };
	struct weir_config config = { .slot = WEIR_SLOTS - 1 };
	struct map_set maps;
	unsigned int bits, i;
	int error = map_set_create(&maps, 64, 4096);

	if (error == -EPERM || error == -ENOTSUP)
		tap_skip("SKIP: BPF maps cannot be made here: %s", strerror(-error));
	tap_is(error, 0, "maps are made");
	test_load(&maps, (struct weir_config){ .replay = 1, .keyed_vlan = 1 });
	for (bits = 0; bits < 4; bits++) {
		config.keyed_vlan = bits & 1;
		config.no_link_header = bits >> 1 & 1;
		for (i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
			config.events = events[i];
			config.prefix_len = i & 1 ? 32 : WEIR_PREFIX_MAX;
			test_load(&maps, config);
		}
	}
	map_set_close(&maps);
	return tap_done();
}
