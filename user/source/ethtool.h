/* SPDX-License-Identifier: MIT */
/*
 * ethtool.h - what a driver says about itself: its name and which offloads are on.
 */
#ifndef WEIR_ETHTOOL_H
#define WEIR_ETHTOOL_H

#include <stdbool.h>

#define ETHTOOL_DRIVER_SIZE 32

struct ethtool_facts {
	char driver[ETHTOOL_DRIVER_SIZE]; /* empty where the device does not say */
	bool rx_vlan_strip;
	bool lro;
	bool gro_hw;
	bool hw_tc_offload;
};

/* Never fails: a device that does not answer has an empty name and nothing on. */
void ethtool_read(const char *ifname, struct ethtool_facts *out);

struct ethtool_queues {
	unsigned int now; /* receive queues */
	unsigned int most; /* that the device could have */
};

/* 0, or -EOPNOTSUPP and the like where the device does not say. */
int ethtool_read_queues(const char *ifname, struct ethtool_queues *out);

#endif
