/* SPDX-License-Identifier: MIT */
/*
 * device_state.h - the inside of struct devices, for the files of this folder alone.
 */
#ifndef WEIR_DEVICE_STATE_H
#define WEIR_DEVICE_STATE_H

#include "../flow/ranked.h"
#include "device.h"
#include "given.h"

#include <arpa/inet.h>

struct address_entry {
	struct weir_addr addr;
	uint32_t device; /* slot; SLOT_NONE: the entry is free */
	uint32_t next;	 /* of the device's, latest seen first */
	uint32_t first_s;
	uint32_t last_s;
	uint8_t evidence;
};

struct peer_entry {
	struct weir_addr addr;
	uint32_t last_s;
	char name[DEVICE_NAME_SIZE];
};

/* What a device is called but for the admin's file, which stands above it. */
struct learned_name {
	char name[DEVICE_NAME_SIZE]; /* "": nothing */
	uint8_t source;
};

struct devices {
	const struct networks *home;
	struct ranked ranked;	      /* devices by MAC */
	struct device *device;	      /* id "": free */
	struct learned_name *learned; /* by device */
	uint32_t *crowded_s;	      /* when it had too many addresses, 0: never */
	struct ranked address_ranked;
	struct address_entry *address;
	struct ranked peer_ranked;
	struct peer_entry *peer;
	struct given given; /* the admin's names */
	uint64_t seed;
	uint32_t now_s; /* latest */
	struct devices_stats stats;
};

/* Addresses for so many devices. */
#define DEVICE_ADDRESSES(devices_max) (3 * (devices_max))

static inline bool addr_is_ipv4(const struct weir_addr *addr)
{
	return !addr->word[0] && !addr->word[1] && addr->word[2] == htonl(0xffff);
}

/* Seconds since then; of a clock that stepped back none have passed. */
static inline uint32_t device_age_s(const struct devices *d, uint32_t then_s)
{
	return d->now_s > then_s ? d->now_s - then_s : 0;
}

/* Slots; SLOT_NONE: there is none. */
uint32_t device_slot(const struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE]);
uint32_t device_slot_of_address(const struct devices *d, const struct weir_addr *addr);

/* The slot of a MAC, made if there was none; SLOT_NONE: no host's MAC. @now_s: when it was
 * seen; 0: it was only heard of. */
uint32_t device_meet(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE], uint32_t now_s);
/* One without a MAC, known by its address, which no device has. */
uint32_t device_meet_address(struct devices *d, const struct weir_addr *addr);
/* Whether an address is of one host of the home networks. */
bool device_is_home(const struct devices *d, const struct weir_addr *addr);
/* Takes it out with all its addresses. */
void device_drop(struct devices *d, uint32_t slot);
/* Names the device, if the source is trusted as much as the one it was named by. */
void device_set_name(struct devices *d, uint32_t slot, const char *clean,
		     enum device_name_source source);
/* The admin's file does not name it any more. */
void device_unset_name(struct devices *d, uint32_t slot);
/* A new address is the device's: what the admin's file calls it. */
void device_name_given(struct devices *d, uint32_t slot, const struct weir_addr *addr);
/* How much it is worth when room is made. */
unsigned int device_rank(const struct device *device);

#endif
