/* SPDX-License-Identifier: MIT */
/*
 * device.h - the devices of the home networks, each known by its MAC over changes of address
 * and over both families, and the names of the peers they asked for.
 *
 * What tells which MAC an address has, the weakest first: the destination of a DNS answer;
 * then (DEVICE_ON_LINK, only heard on the device's own link) mDNS, DHCP, a lease file, the
 * kernel's neighbour table. Only home addresses are devices'. The latest wins: an address
 * that shows up at another MAC leaves the one it had.
 *
 * A router is no device of what stands behind it. A MAC is taken for a router's when it sends
 * from addresses that are not home, or has more than DEVICE_IPV4_MAX IPv4 addresses, or more
 * than DEVICE_ADDRS_MAX in all, at once (within DEVICE_AT_ONCE_S; proxy ARP looks alike). Then
 * nothing weak counts for it any more, and of too many addresses none.
 *
 * Names, the most trusted last: an answer about a home address (PTR, or A and AAAA in a local
 * domain), mDNS, DHCP option 12, a lease file, the admin's file. They are clean (name.h).
 *
 * When the table is full, the one silent longest makes room: of those seen within an hour
 * only, then within a day, then the older, last those of the admin's file. So a flood of
 * invented MACs pushes out itself (ranked.h). Time is wall-clock seconds since 1970.
 */
#ifndef WEIR_DEVICE_H
#define WEIR_DEVICE_H

#include "../flow/network.h"

#include <stddef.h>

#define DEVICE_ID_SIZE 13
#define DEVICE_NAME_SIZE 64
#define DEVICE_MAC_SIZE 6
#define DEVICE_MAC_TEXT_SIZE 18
#define DEVICE_ADDRS_MAX 16
#define DEVICE_IPV4_MAX 4
#define DEVICE_AT_ONCE_S 3600
#define DEVICE_PEER_AGE_S 86400 /* so long a peer's name is told after the last answer */

enum device_name_source {
	DEVICE_NAME_NONE,
	DEVICE_NAME_DNS,
	DEVICE_NAME_MDNS,
	DEVICE_NAME_DHCP,
	DEVICE_NAME_LEASE,
	DEVICE_NAME_FILE,
	DEVICE_NAME_SOURCES
};

enum device_evidence { DEVICE_ROUTED, DEVICE_ON_LINK };

struct device {
	char id[DEVICE_ID_SIZE]; /* the same wherever the device is seen: the 12 hex digits of
				  * its MAC; without one "a" and 11 digits of a hash */
	uint8_t mac[DEVICE_MAC_SIZE];
	bool has_mac; /* false: the admin's file names it by an address behind a router */
	bool random;  /* locally administered: chosen by the device, perhaps not for ever */
	bool router;
	uint8_t name_source;	     /* enum device_name_source */
	char name[DEVICE_NAME_SIZE]; /* "": none is known */
	uint32_t first_s;
	uint32_t last_s;
	uint32_t addresses;	   /* that it has now */
	uint8_t first_family;	   /* which of first[] came first */
	struct weir_addr first[2]; /* what it was first seen with, IPv4 and IPv6; zero: none */
	uint32_t head;		   /* of its addresses, of use to the table alone */
};

struct device_address {
	struct weir_addr addr; /* IPv4 as ::ffff:a.b.c.d */
	uint32_t first_s;
	uint32_t last_s;
	uint8_t evidence; /* enum device_evidence, the strongest so far */
};

struct devices_stats {
	uint32_t devices;
	uint32_t devices_max;
	uint32_t peers; /* addresses outside that have a name */
	uint32_t peers_max;
	uint64_t frames;  /* looked into for names */
	uint64_t broken;  /* of these, those that are not what they claim */
	uint64_t evicted; /* devices that made room */
	uint64_t peers_evicted;
	uint64_t moved;	      /* addresses that went to another MAC */
	uint64_t routers;     /* MACs taken for a router's */
	uint64_t leases;      /* read from lease files, all readings */
	uint64_t lines_wrong; /* of lease and names files */
};

struct devices;

/* @home: the home networks, outlive it. -EINVAL (a size of 0), -ENOMEM. */
int devices_new(uint32_t devices_max, uint32_t peers_max, const struct networks *home,
		struct devices **out);
void devices_free(struct devices *d); /* accepts NULL */
size_t devices_bytes(uint32_t devices_max, uint32_t peers_max);

/* The device that has the address now; NULL: unknown, also for d NULL. Borrowed until
 * anything is learned. */
const struct device *devices_find(const struct devices *d, const struct weir_addr *addr);
/* The name of a peer outside by the DNS answer that led to it; NULL: none. */
const char *devices_peer_name(const struct devices *d, const struct weir_addr *peer);
/* Of a device or a peer; NULL: none. */
const char *devices_name(const struct devices *d, const struct weir_addr *addr);

/* By id, MAC ("aa:bb:..", "aa-bb-..", any case), address or name (any case); NULL: none. Of
 * several with one name the one whose name is most trusted, then the latest seen. */
const struct device *devices_look_up(const struct devices *d, const char *text);

/* Whether @text is its id, MAC or name (any case). */
bool device_is(const struct device *device, const char *text);

/*
 * The address that stands for all of the device's of one family: the first it was seen with.
 * No two devices have the same. @addr itself where no device on the link has it, and where
 * the device has two IPv4 addresses at once: then it may be a repeater, and two devices.
 */
struct weir_addr devices_canonical(const struct devices *d, const struct weir_addr *addr);

/* Slot by slot, [0, devices_slots); NULL: free. */
uint32_t devices_slots(const struct devices *d);
const struct device *devices_get(const struct devices *d, uint32_t slot);
/* Latest seen first; how many. */
unsigned int devices_addresses(const struct devices *d, const struct device *device,
			       struct device_address out[static DEVICE_ADDRS_MAX]);

const struct devices_stats *devices_stats(const struct devices *d);

/*
 * What is learned. MACs that are zero or of a group, and addresses that are not of one home
 * host, are passed over. Names are made clean here; one of a less trusted source does not
 * replace another. @now_s 0: known by a file only, not seen; that takes no address away from
 * who was seen with it.
 */
void devices_bind(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE],
		  const struct weir_addr *addr, enum device_evidence evidence, uint32_t now_s);
/* Something was sent from an address that is not home. */
void devices_forwards(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE], uint32_t now_s);
/* @length bytes of name, not a string. */
void devices_name_mac(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE],
		      const char *name, size_t length, enum device_name_source source,
		      uint32_t now_s);
void devices_name_address(struct devices *d, const struct weir_addr *addr, const char *name,
			  size_t length, enum device_name_source source);
void devices_name_peer(struct devices *d, const struct weir_addr *peer, const char *name,
		       size_t length, uint32_t now_s);
/* Forgets a device and all about it; false: there is none. It is new when seen again. */
bool devices_forget(struct devices *d, const char *id);

/* "aa:bb:cc:dd:ee:ff" */
void device_mac_text(const uint8_t mac[static DEVICE_MAC_SIZE],
		     char out[static DEVICE_MAC_TEXT_SIZE]);
/* -EINVAL. */
int device_mac_parse(const char *text, uint8_t out[static DEVICE_MAC_SIZE]);
const char *device_name_source_text(unsigned int source); /* "file", "lease", ...; "none" */

#endif
