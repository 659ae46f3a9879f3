// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/source/netlink.h"
#include "user/source/neighbour.h"

#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <string.h>
#include <sys/socket.h>

struct seen {
	unsigned int count;
	unsigned int fresh;
	uint8_t mac[6];
	struct weir_addr addr;
};

static void note(void *ctx, const uint8_t mac[static 6], const struct weir_addr *addr, bool fresh)
{
	struct seen *seen = ctx;

	seen->count++;
	seen->fresh += fresh;
	memcpy(seen->mac, mac, sizeof(seen->mac));
	seen->addr = *addr;
}

/* A message of the kernel about one entry. */
static struct netlink_request entry(uint16_t type, uint16_t state, uint8_t flags, int family,
				    const char *address, uint32_t mac_size)
{
	const struct ndmsg n = {
		.ndm_family = (uint8_t)family, .ndm_state = state, .ndm_flags = flags};
	static const uint8_t mac[8] = {0, 0x16, 0x3e, 1, 2, 3};
	struct netlink_request r;
	uint8_t data[16];

	if (inet_pton(family, address, data) != 1)
		abort();
	netlink_init(&r, type, 0, &n, sizeof(n));
	netlink_add(&r, NDA_DST, data, family == AF_INET ? 4 : 16);
	netlink_add(&r, NDA_LLADDR, mac, mac_size);
	return r;
}

static unsigned int taken(const struct netlink_request *r, struct seen *seen)
{
	memset(seen, 0, sizeof(*seen));
	neighbour_take(r, r->header.nlmsg_len, note, seen);
	return seen->count;
}

static void test_entries(void)
{
	struct netlink_request r;
	struct seen seen;

	r = entry(RTM_NEWNEIGH, NUD_REACHABLE, 0, AF_INET, "192.168.1.20", 6);
	tap_ok(taken(&r, &seen) == 1 && seen.fresh == 1 && seen.mac[5] == 3 &&
		       seen.addr.word[3] == htonl(0xc0a80114) && seen.addr.word[2] == htonl(0xffff),
	       "an IPv4 neighbour");
	r = entry(RTM_NEWNEIGH, NUD_STALE, 0, AF_INET6, "fd00::20", 6);
	tap_ok(taken(&r, &seen) == 1 && seen.addr.word[0] == htonl(0xfd000000), "an IPv6 one");
	r = entry(RTM_NEWNEIGH, NUD_PERMANENT, 0, AF_INET, "192.168.1.20", 6);
	tap_ok(taken(&r, &seen) == 1 && !seen.fresh, "one that an admin wrote was not seen");
	r = entry(RTM_NEWNEIGH, NUD_FAILED, 0, AF_INET, "192.168.1.20", 6);
	tap_is(taken(&r, &seen), 0, "not one that does not answer");
	r = entry(RTM_DELNEIGH, NUD_REACHABLE, 0, AF_INET, "192.168.1.20", 6);
	tap_is(taken(&r, &seen), 0, "nor one that goes");
	r = entry(RTM_NEWNEIGH, NUD_PERMANENT, NTF_PROXY, AF_INET, "192.168.1.20", 6);
	tap_is(taken(&r, &seen), 0, "nor a proxy's");
	r = entry(RTM_NEWNEIGH, NUD_REACHABLE, 0, AF_INET, "192.168.1.20", 8);
	tap_is(taken(&r, &seen), 0, "nor one that is not on Ethernet");
}

/* Any cut, and any byte set to the most, does no harm. */
static void test_broken(void)
{
	struct netlink_request whole =
		entry(RTM_NEWNEIGH, NUD_REACHABLE, 0, AF_INET6, "fd00::1", 6);
	struct seen seen = {0};
	uint32_t size = whole.header.nlmsg_len, i;

	for (i = 0; i < size; i++) {
		struct netlink_request r = whole;

		neighbour_take(&r, i, note, &seen);
		((uint8_t *)&r)[i] = 0xff;
		neighbour_take(&r, size, note, &seen);
	}
	tap_ok(seen.count < size, "broken messages: %u entries", seen.count);
}

static void test_kernel(void)
{
	struct seen seen = {0};
	int fd = neighbour_watch(), result;

	if (fd < 0) {
		tap_ok(1, "no netlink here");
		return;
	}
	result = neighbour_all(note, &seen);
	tap_ok(result == 0 || result == -4, "the kernel's own table: %u entries", seen.count);
	tap_is(neighbour_read(fd, 4, note, &seen), 0, "what changed is read without waiting");
}

int main(void)
{
	test_entries();
	test_broken();
	test_kernel();
	return tap_done();
}
