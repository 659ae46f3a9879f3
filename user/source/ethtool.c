// SPDX-License-Identifier: MIT
#include "ethtool.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Linux 6.18 names 64 features; more than this is no answer of a kernel. */
#define FEATURES_LIMIT 1024

static int ask(int fd, const char *ifname, void *command)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	request.ifr_data = command;
	return ioctl(fd, SIOCETHTOOL, &request);
}

static uint32_t feature_count(int fd, const char *ifname)
{
	_Alignas(struct ethtool_sset_info)
		uint8_t buffer[sizeof(struct ethtool_sset_info) + sizeof(uint32_t)] = { 0 };
	struct ethtool_sset_info *query = (struct ethtool_sset_info *)buffer;

	query->cmd = ETHTOOL_GSSET_INFO;
	query->sset_mask = 1ull << ETH_SS_FEATURES;
	if (ask(fd, ifname, query) || !query->sset_mask || query->data[0] > FEATURES_LIMIT)
		return 0;
	return query->data[0];
}

static void set_feature(struct ethtool_facts *out, const char *name)
{
	const struct {
		const char *name;
		bool *on;
	} known[] = {
		{ "rx-vlan-hw-parse", &out->rx_vlan_strip },
		{ "rx-lro", &out->lro },
		{ "rx-gro-hw", &out->gro_hw },
		{ "hw-tc-offload", &out->hw_tc_offload },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(name, known[i].name, ETH_GSTRING_LEN))
			*known[i].on = true;
}

static void read_features(int fd, const char *ifname, struct ethtool_facts *out)
{
	uint32_t count = feature_count(fd, ifname), blocks = (count + 31) / 32, i;
	struct ethtool_gstrings *names = NULL;
	struct ethtool_gfeatures *bits = NULL;

	if (!count)
		return;
	names = calloc(1, sizeof(*names) + (size_t)count * ETH_GSTRING_LEN);
	bits = calloc(1, sizeof(*bits) + (size_t)blocks * sizeof(bits->features[0]));
	if (!names || !bits)
		goto out;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_FEATURES;
	names->len = count;
	bits->cmd = ETHTOOL_GFEATURES;
	bits->size = blocks;
	if (ask(fd, ifname, names) || ask(fd, ifname, bits))
		goto out;
	for (i = 0; i < count && i < names->len && i / 32 < bits->size; i++)
		if (bits->features[i / 32].active & (1u << (i % 32)))
			set_feature(out, (const char *)names->data + (size_t)i * ETH_GSTRING_LEN);
out:
	free(bits);
	free(names);
}

void ethtool_read(const char *ifname, struct ethtool_facts *out)
{
	struct ethtool_drvinfo driver = { .cmd = ETHTOOL_GDRVINFO };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memset(out, 0, sizeof(*out));
	if (fd < 0)
		return;
	if (!ask(fd, ifname, &driver))
		snprintf(out->driver, sizeof(out->driver), "%.31s", driver.driver);
	read_features(fd, ifname, out);
	close(fd);
}

int ethtool_read_queues(const char *ifname, struct ethtool_queues *out)
{
	struct ethtool_channels channels = { .cmd = ETHTOOL_GCHANNELS };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), error;

	if (fd < 0)
		return -errno;
	error = ask(fd, ifname, &channels) ? -errno : 0;
	close(fd);
	out->now = channels.rx_count + channels.combined_count;
	out->most = channels.max_rx + channels.max_combined;
	return error;
}
