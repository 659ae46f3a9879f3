// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/source/blind.h"

#include <string.h>

static const struct interface plain = { .name = "eth0", .ifindex = 2, .link_header = true };

/* Exactly this one spot, with this command. */
static void is_one(const struct interface *i, enum weir_mode mode, const char *name,
		   const char *command)
{
	struct blind_spot spots[BLIND_MAX];
	unsigned int count = blind_spots(i, mode, 7, spots);

	if (!tap_ok(count == 1 && !strcmp(spots[0].name, name) &&
			    !strcmp(spots[0].command, command) && spots[0].effect[0],
		    "%s", name))
		printf("#   %u spots, first: %s: %s\n", count, spots[0].name, spots[0].command);
}

int main(void)
{
	struct blind_spot spots[BLIND_MAX];
	struct interface i = plain;

	tap_is(blind_spots(&i, WEIR_MODE_TCX, 0, spots), 0, "a plain interface hides nothing");
	i.xdp_prog = 7;
	tap_is(blind_spots(&i, WEIR_MODE_NATIVE, 7, spots), 0, "nor does weir's own program");
	i.xdp_prog = 8;
	is_one(&i, WEIR_MODE_TCX, "foreign-xdp", "ip link set dev eth0 xdp off");
	i.xdp_generic = true;
	is_one(&i, WEIR_MODE_TCX, "foreign-xdp", "ip link set dev eth0 xdpgeneric off");
	i = plain;
	is_one(&i, WEIR_MODE_GENERIC, "generic-mode", "weir run --mode tc eth0");
	i.rx_vlan_strip = true;
	tap_is(blind_spots(&i, WEIR_MODE_TCX, 0, spots), 0, "tc knows a stripped tag");
	is_one(&i, WEIR_MODE_NATIVE, "vlan-stripped", "ethtool -K eth0 rxvlan off");
	i = plain;
	i.hw_tc_offload = true;
	is_one(&i, WEIR_MODE_TCX, "hardware-offload", "ethtool -K eth0 hw-tc-offload off");
	i = plain;
	i.lro = true;
	is_one(&i, WEIR_MODE_TCX, "lro", "ethtool -K eth0 lro off");
	i = plain;
	i.gro_hw = true;
	tap_is(blind_spots(&i, WEIR_MODE_TCX, 0, spots), 0, "merged with their sizes is exact");
	i = plain;
	i.rx_missed = 3;
	is_one(&i, WEIR_MODE_TCX, "rx-missed", "ethtool -g eth0; ethtool -G eth0 rx MAXIMUM");
	i = plain;
	i.rx_dropped = 3;
	is_one(&i, WEIR_MODE_TCX, "rx-dropped", "ip -s -s link show dev eth0; ethtool -S eth0");
	i.xdp_prog = 8;
	i.rx_vlan_strip = i.hw_tc_offload = i.lro = true;
	i.rx_missed = 1;
	tap_is(blind_spots(&i, WEIR_MODE_GENERIC, 0, spots), 7, "all at once fit");
	return tap_done();
}
