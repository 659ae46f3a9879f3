// SPDX-License-Identifier: MIT
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weir/meter.h>

#define IPV4_MAPPED_BITS 96
#define PREFIX_TEXT_MAX 3

static const char *const default_networks[] = {
	"10.0.0.0/8",	  "172.16.0.0/12", "192.168.0.0/16", /* RFC 1918 */
	"169.254.0.0/16", "fe80::/10", /* link-local: RFC 3927, RFC 4291 */
	"fc00::/7", /* RFC 4193 */
};

void networks_default(struct networks *n)
{
	size_t i;

	memset(n, 0, sizeof(*n));
	for (i = 0; i < sizeof(default_networks) / sizeof(default_networks[0]); i++)
		networks_add(n, default_networks[i]);
}

/* "12" -> 12; -EINVAL unless it is one to three digits and at most @max. */
static int prefix_parse(const char *text, unsigned int max, unsigned int *out)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long value;

	if (!digits || digits > PREFIX_TEXT_MAX || text[digits])
		return -EINVAL;
	value = strtoul(text, NULL, 10);
	if (value > max)
		return -EINVAL;
	*out = (unsigned int)value;
	return 0;
}

static int addr_parse(const char *text, struct network *n, unsigned int *bits)
{
	struct in_addr v4;

	memset(n, 0, sizeof(*n));
	if (inet_pton(AF_INET, text, &v4) == 1) {
		weir_load_addr4(&n->addr, (const __u8 *)&v4.s_addr);
		n->ip_v = 4;
		*bits = 32;
		return 0;
	}
	if (inet_pton(AF_INET6, text, &n->addr) == 1) {
		n->ip_v = 6;
		*bits = 128;
		return 0;
	}
	return -EINVAL;
}

int networks_add(struct networks *n, const char *cidr)
{
	const char *slash = strchr(cidr, '/');
	size_t length = slash ? (size_t)(slash - cidr) : strlen(cidr);
	unsigned int bits = 0, prefix;
	struct network network;
	char text[ADDR_TEXT_SIZE];
	int error;

	if (length >= sizeof(text))
		return -EINVAL;
	memcpy(text, cidr, length);
	text[length] = '\0';
	error = addr_parse(text, &network, &bits);
	if (error)
		return error;
	prefix = bits;
	error = slash ? prefix_parse(slash + 1, bits, &prefix) : 0;
	if (error)
		return error;
	if (n->count == NETWORKS_MAX)
		return -E2BIG;
	network.prefix = (uint8_t)(network.ip_v == 4 ? prefix + IPV4_MAPPED_BITS : prefix);
	n->list[n->count++] = network;
	return 0;
}

static uint64_t half_mask(unsigned int bits)
{
	return bits ? ~0ull << (64 - bits) : 0;
}

bool networks_contain(const struct networks *n, const struct weir_addr *addr, uint8_t ip_v)
{
	uint64_t high = weir_addr_half(addr, 0), low = weir_addr_half(addr, 1);
	unsigned int i;

	for (i = 0; i < n->count; i++) {
		const struct network *net = &n->list[i];
		unsigned int bits = net->prefix < 64 ? net->prefix : 64;

		if (net->ip_v == ip_v &&
		    !((weir_addr_half(&net->addr, 0) ^ high) & half_mask(bits)) &&
		    !((weir_addr_half(&net->addr, 1) ^ low) & half_mask(net->prefix - bits)))
			return true;
	}
	return false;
}

enum direction networks_between(bool from_home, bool to_home)
{
	if (from_home)
		return to_home ? DIRECTION_LATERAL : DIRECTION_OUT;
	return to_home ? DIRECTION_IN : DIRECTION_TRANSIT;
}

enum direction networks_direction(const struct networks *n, const struct weir_addr *src,
				  const struct weir_addr *dst, uint8_t ip_v)
{
	bool from_home = networks_contain(n, src, ip_v);
	bool to_home = networks_contain(n, dst, ip_v);

	/* Multicast and broadcast do not leave the site by themselves. */
	if (from_home && addr_is_multicast(dst, ip_v))
		return DIRECTION_LATERAL;
	return networks_between(from_home, to_home);
}

void addr_text(const struct weir_addr *addr, uint8_t ip_v, char out[static ADDR_TEXT_SIZE])
{
	if (ip_v == 4)
		inet_ntop(AF_INET, &addr->word[3], out, ADDR_TEXT_SIZE);
	else
		inet_ntop(AF_INET6, addr, out, ADDR_TEXT_SIZE);
}

void network_text(const struct network *n, char out[static NETWORK_TEXT_SIZE])
{
	unsigned int bits = n->ip_v == 4 ? 32 : 128;
	unsigned int prefix = n->ip_v == 4 ? n->prefix - IPV4_MAPPED_BITS : n->prefix;
	char address[ADDR_TEXT_SIZE];

	addr_text(&n->addr, n->ip_v, address);
	if (prefix == bits)
		snprintf(out, NETWORK_TEXT_SIZE, "%s", address);
	else
		snprintf(out, NETWORK_TEXT_SIZE, "%s/%u", address, prefix);
}

bool addr_is_zero(const struct weir_addr *addr)
{
	return !(addr->word[0] | addr->word[1] | addr->word[2] | addr->word[3]);
}

bool addr_is_multicast(const struct weir_addr *addr, uint8_t ip_v)
{
	uint32_t v4 = (uint32_t)weir_addr_half(addr, 1);

	if (ip_v == 4)
		return v4 >> 28 == 0xe || v4 == 0xffffffffu;
	return weir_addr_half(addr, 0) >> 56 == 0xff;
}
