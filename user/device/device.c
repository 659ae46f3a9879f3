// SPDX-License-Identifier: MIT
#include "device_state.h"
#include "../flow/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_S 3600u
#define DAY_S 86400u

size_t devices_bytes(uint32_t devices_max, uint32_t peers_max)
{
	uint32_t addresses = DEVICE_ADDRESSES(devices_max);

	return sizeof(struct devices) + ranked_bytes(devices_max) + ranked_bytes(addresses) +
	       ranked_bytes(peers_max) +
	       (sizeof(struct device) + sizeof(struct learned_name) + sizeof(uint32_t) +
		sizeof(struct given_name)) *
		       (size_t)devices_max +
	       sizeof(struct address_entry) * (size_t)addresses +
	       sizeof(struct peer_entry) * (size_t)peers_max;
}

static int init(struct devices *d, uint32_t devices_max, uint32_t peers_max)
{
	uint32_t addresses = DEVICE_ADDRESSES(devices_max), i;
	int error = ranked_init(&d->ranked, devices_max, devices_max);

	if (!error)
		error = ranked_init(&d->address_ranked, addresses, addresses);
	if (!error)
		error = ranked_init(&d->peer_ranked, peers_max, peers_max);
	if (!error)
		error = given_init(&d->given, devices_max);
	d->device = calloc(devices_max, sizeof(*d->device));
	d->learned = calloc(devices_max, sizeof(*d->learned));
	d->crowded_s = calloc(devices_max, sizeof(*d->crowded_s));
	d->address = calloc(addresses, sizeof(*d->address));
	d->peer = calloc(peers_max, sizeof(*d->peer));
	if (error || !d->device || !d->learned || !d->crowded_s || !d->address || !d->peer)
		return -ENOMEM;
	for (i = 0; i < addresses; i++)
		d->address[i].device = SLOT_NONE;
	d->stats.devices_max = devices_max;
	d->stats.peers_max = peers_max;
	return 0;
}

int devices_new(uint32_t devices_max, uint32_t peers_max, const struct networks *home,
		struct devices **out)
{
	struct devices *d;

	if (!devices_max || !peers_max || devices_max > SLOT_NONE / 8)
		return -EINVAL;
	d = calloc(1, sizeof(*d));
	if (!d)
		return -ENOMEM;
	d->home = home;
	d->seed = hash_random_seed();
	if (init(d, devices_max, peers_max)) {
		devices_free(d);
		return -ENOMEM;
	}
	*out = d;
	return 0;
}

void devices_free(struct devices *d)
{
	if (!d)
		return;
	ranked_fini(&d->ranked);
	ranked_fini(&d->address_ranked);
	ranked_fini(&d->peer_ranked);
	given_fini(&d->given);
	free(d->device);
	free(d->learned);
	free(d->crowded_s);
	free(d->address);
	free(d->peer);
	free(d);
}

const struct devices_stats *devices_stats(const struct devices *d)
{
	return &d->stats;
}

static uint32_t mac_hash(const struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE])
{
	uint8_t words[8] = {0};

	memcpy(words, mac, DEVICE_MAC_SIZE);
	return (uint32_t)hash_words(words, sizeof(words), d->seed);
}

static uint32_t addr_hash(const struct devices *d, const struct weir_addr *addr)
{
	return (uint32_t)hash_words(addr, sizeof(*addr), d->seed);
}

uint32_t device_slot(const struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE])
{
	uint32_t hash = mac_hash(d, mac), slot = keyed_first(&d->ranked.keyed, hash);

	while (slot != SLOT_NONE &&
	       (!d->device[slot].has_mac || memcmp(d->device[slot].mac, mac, DEVICE_MAC_SIZE)))
		slot = keyed_next(&d->ranked.keyed, slot, hash);
	return slot;
}

static uint32_t address_slot(const struct devices *d, const struct weir_addr *addr)
{
	uint32_t hash = addr_hash(d, addr), at = keyed_first(&d->address_ranked.keyed, hash);

	while (at != SLOT_NONE && memcmp(&d->address[at].addr, addr, sizeof(*addr)))
		at = keyed_next(&d->address_ranked.keyed, at, hash);
	return at;
}

uint32_t device_slot_of_address(const struct devices *d, const struct weir_addr *addr)
{
	uint32_t at = address_slot(d, addr);

	return at == SLOT_NONE ? SLOT_NONE : d->address[at].device;
}

const struct device *devices_find(const struct devices *d, const struct weir_addr *addr)
{
	uint32_t slot = d ? device_slot_of_address(d, addr) : SLOT_NONE;

	return slot == SLOT_NONE ? NULL : &d->device[slot];
}

uint32_t devices_slots(const struct devices *d)
{
	return d->ranked.keyed.max;
}

const struct device *devices_get(const struct devices *d, uint32_t slot)
{
	return slot < d->ranked.keyed.max && *d->device[slot].id ? &d->device[slot] : NULL;
}

unsigned int devices_addresses(const struct devices *d, const struct device *device,
			       struct device_address out[static DEVICE_ADDRS_MAX])
{
	unsigned int count = 0;
	uint32_t at;

	for (at = device->head; at != SLOT_NONE && count < DEVICE_ADDRS_MAX;
	     at = d->address[at].next) {
		const struct address_entry *e = &d->address[at];

		out[count++] = (struct device_address){.addr = e->addr,
						       .first_s = e->first_s,
						       .last_s = e->last_s,
						       .evidence = e->evidence};
	}
	return count;
}

/* Addresses that it has at once. */
static uint32_t recent_ipv4(const struct devices *d, uint32_t slot)
{
	uint32_t at, count = 0;

	for (at = d->device[slot].head; at != SLOT_NONE; at = d->address[at].next)
		count += addr_is_ipv4(&d->address[at].addr) &&
			 device_age_s(d, d->address[at].last_s) < DEVICE_AT_ONCE_S;
	return count;
}

struct weir_addr devices_canonical(const struct devices *d, const struct weir_addr *addr)
{
	uint32_t at = d ? address_slot(d, addr) : SLOT_NONE;
	const struct weir_addr *first;

	if (at == SLOT_NONE || d->address[at].evidence != DEVICE_ON_LINK ||
	    recent_ipv4(d, d->address[at].device) > 1)
		return *addr;
	first = &d->device[d->address[at].device].first[!addr_is_ipv4(addr)];
	return addr_is_zero(first) ? *addr : *first;
}

unsigned int device_rank(const struct device *device)
{
	if (device->name_source == DEVICE_NAME_FILE)
		return 3;
	if (device->last_s - device->first_s >= DAY_S)
		return 2;
	return device->last_s - device->first_s >= HOUR_S;
}

static void chain_remove(struct devices *d, uint32_t at)
{
	struct device *device = &d->device[d->address[at].device];
	uint32_t *link = &device->head;

	while (*link != at)
		link = &d->address[*link].next;
	*link = d->address[at].next;
	device->addresses--;
	d->address[at].device = SLOT_NONE;
}

static void chain_insert(struct devices *d, uint32_t at, uint32_t slot)
{
	d->address[at].device = slot;
	d->address[at].next = d->device[slot].head;
	d->device[slot].head = at;
	d->device[slot].addresses++;
}

static void address_drop(struct devices *d, uint32_t at)
{
	chain_remove(d, at);
	ranked_drop(&d->address_ranked, at);
}

static void drop_addresses(struct devices *d, uint32_t slot, enum device_evidence up_to)
{
	uint32_t at = d->device[slot].head, next;

	for (; at != SLOT_NONE; at = next) {
		next = d->address[at].next;
		if (d->address[at].evidence <= up_to)
			address_drop(d, at);
	}
}

void device_drop(struct devices *d, uint32_t slot)
{
	drop_addresses(d, slot, DEVICE_ON_LINK);
	ranked_drop(&d->ranked, slot);
	*d->device[slot].id = '\0';
	d->stats.devices = d->ranked.keyed.used;
}

/* A free slot, or that of one that goes. */
static uint32_t take(struct devices *d, uint32_t hash)
{
	uint64_t before = d->ranked.evicted;
	uint32_t slot = ranked_take(&d->ranked, hash, true, NULL, NULL);

	if (slot == SLOT_NONE)
		return slot;
	if (d->ranked.evicted != before)
		drop_addresses(d, slot, DEVICE_ON_LINK);
	d->device[slot] = (struct device){.head = SLOT_NONE};
	d->learned[slot] = (struct learned_name){.source = DEVICE_NAME_NONE};
	d->crowded_s[slot] = 0;
	d->stats.devices = d->ranked.keyed.used;
	d->stats.evicted = d->ranked.evicted;
	return slot;
}

static uint32_t create(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE])
{
	uint32_t slot = take(d, mac_hash(d, mac));
	const char *name = given_to_mac(&d->given, mac);
	struct device *device = &d->device[slot];

	if (slot == SLOT_NONE)
		return slot;
	memcpy(device->mac, mac, DEVICE_MAC_SIZE);
	snprintf(device->id, sizeof(device->id), "%02x%02x%02x%02x%02x%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	device->has_mac = true;
	device->random = mac[0] & 2;
	if (name)
		device_set_name(d, slot, name, DEVICE_NAME_FILE);
	return slot;
}

static bool is_hosts(const uint8_t mac[static DEVICE_MAC_SIZE])
{
	static const uint8_t none[DEVICE_MAC_SIZE];

	return !(mac[0] & 1) && memcmp(mac, none, sizeof(none)) != 0;
}

static void seen(struct devices *d, uint32_t slot, uint32_t now_s)
{
	struct device *device = &d->device[slot];

	if (!now_s)
		return;
	d->now_s = now_s;
	if (!device->first_s || device->first_s > now_s)
		device->first_s = now_s;
	if (device->last_s < now_s)
		device->last_s = now_s;
	ranked_touch(&d->ranked, slot, device_rank(device));
}

uint32_t device_meet(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE], uint32_t now_s)
{
	uint32_t slot;

	if (!is_hosts(mac))
		return SLOT_NONE;
	slot = device_slot(d, mac);
	if (slot == SLOT_NONE)
		slot = create(d, mac);
	if (slot != SLOT_NONE)
		seen(d, slot, now_s);
	return slot;
}

/* An address for the device that has none of it; the entry of @addr was free. */
static uint32_t address_take(struct devices *d, const struct weir_addr *addr, uint32_t slot)
{
	uint64_t before = d->address_ranked.evicted;
	uint32_t at = ranked_take(&d->address_ranked, addr_hash(d, addr), true, NULL, NULL);

	if (at == SLOT_NONE)
		return at;
	if (d->address_ranked.evicted != before)
		chain_remove(d, at);
	d->address[at] = (struct address_entry){.addr = *addr};
	chain_insert(d, at, slot);
	return at;
}

uint32_t device_meet_address(struct devices *d, const struct weir_addr *addr)
{
	uint64_t hash = hash_words(addr, sizeof(*addr), HASH_FIXED_SEED);
	uint32_t slot;

	if (!device_is_home(d, addr))
		return SLOT_NONE;
	slot = take(d, (uint32_t)hash);
	if (slot == SLOT_NONE)
		return slot;
	snprintf(d->device[slot].id, DEVICE_ID_SIZE, "a%011llx",
		 (unsigned long long)hash & 0xfffffffffffull);
	address_take(d, addr, slot);
	return slot;
}

bool device_is_home(const struct devices *d, const struct weir_addr *addr)
{
	uint8_t ip_v = addr_is_ipv4(addr) ? 4 : 6;

	return !addr_is_zero(addr) && !addr_is_multicast(addr, ip_v) &&
	       networks_contain(d->home, addr, ip_v);
}

/* Two devices must never stand for each other: whose first address another one has now is
 * known by what it has itself. */
static void take_first(struct devices *d, uint32_t slot, const struct weir_addr *addr)
{
	unsigned int family = !addr_is_ipv4(addr);
	uint32_t i, at;

	for (i = 0; i < d->ranked.keyed.max; i++) {
		struct device *other = &d->device[i];

		if (i == slot || !*other->id || memcmp(&other->first[family], addr, sizeof(*addr)))
			continue;
		memset(&other->first[family], 0, sizeof(*addr));
		for (at = other->head; at != SLOT_NONE; at = d->address[at].next)
			if (addr_is_ipv4(&d->address[at].addr) == !family &&
			    d->address[at].evidence == DEVICE_ON_LINK) {
				other->first[family] = d->address[at].addr;
				break;
			}
	}
	if (addr_is_zero(&d->device[slot].first[family]))
		d->device[slot].first[family] = *addr;
}

/* It has more addresses than a device: it stands before others. */
static void crowd(struct devices *d, uint32_t slot)
{
	struct device *device = &d->device[slot];

	d->stats.routers += !device->router;
	device->router = true;
	d->crowded_s[slot] = d->now_s;
	memset(device->first, 0, sizeof(device->first));
	drop_addresses(d, slot, DEVICE_ON_LINK);
}

/* Room for one more address; false if it has too many at once, and then has none. */
static bool make_room(struct devices *d, uint32_t slot, bool ipv4)
{
	uint32_t at, last = SLOT_NONE;

	for (at = d->device[slot].head; at != SLOT_NONE; at = d->address[at].next)
		last = at;
	if ((ipv4 && recent_ipv4(d, slot) >= DEVICE_IPV4_MAX) ||
	    (d->device[slot].addresses == DEVICE_ADDRS_MAX &&
	     device_age_s(d, d->address[last].last_s) < DEVICE_AT_ONCE_S)) {
		crowd(d, slot);
		return false;
	}
	if (d->device[slot].addresses == DEVICE_ADDRS_MAX)
		address_drop(d, last);
	return true;
}

/* The address is at another MAC. Neither weak evidence nor a file is believed of an address
 * that was just seen elsewhere. */
static bool leave(struct devices *d, uint32_t at, enum device_evidence evidence, uint32_t now_s)
{
	struct address_entry *e = &d->address[at];
	struct device *device = &d->device[e->device];

	if ((!now_s && e->last_s) || (evidence < e->evidence && device_age_s(d, e->last_s) < DAY_S))
		return false;
	d->stats.moved += device->has_mac;
	/* The name that the admin gave to the address goes with it. */
	if (device->has_mac && given_to_address(&d->given, &e->addr) &&
	    !given_to_mac(&d->given, device->mac))
		device_unset_name(d, e->device);
	if (device->has_mac)
		address_drop(d, at);
	else
		device_drop(d, e->device);
	return true;
}

static uint32_t add(struct devices *d, uint32_t slot, const struct weir_addr *addr, uint32_t now_s)
{
	uint32_t at;

	if (!make_room(d, slot, addr_is_ipv4(addr)))
		return SLOT_NONE;
	at = address_take(d, addr, slot);
	if (at == SLOT_NONE)
		return at;
	d->address[at].first_s = now_s;
	device_name_given(d, slot, addr);
	return at;
}

static void refresh(struct devices *d, uint32_t at, enum device_evidence evidence, uint32_t now_s)
{
	struct address_entry *e = &d->address[at];
	uint32_t slot = e->device;

	if (now_s) {
		/* Latest seen first. */
		chain_remove(d, at);
		chain_insert(d, at, slot);
		e->last_s = now_s;
		ranked_touch(&d->address_ranked, at, device_rank(&d->device[slot]));
	}
	if (evidence <= e->evidence)
		return;
	e->evidence = (uint8_t)evidence;
	take_first(d, slot, &e->addr);
}

void devices_bind(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE],
		  const struct weir_addr *addr, enum device_evidence evidence, uint32_t now_s)
{
	uint32_t slot, at;

	if (!device_is_home(d, addr))
		return;
	slot = device_meet(d, mac, now_s);
	if (slot == SLOT_NONE || (d->device[slot].router && evidence == DEVICE_ROUTED) ||
	    (d->crowded_s[slot] && device_age_s(d, d->crowded_s[slot]) < DAY_S))
		return;
	at = address_slot(d, addr);
	if (at != SLOT_NONE && d->address[at].device != slot) {
		if (!leave(d, at, evidence, now_s))
			return;
		at = SLOT_NONE;
	}
	if (at == SLOT_NONE)
		at = add(d, slot, addr, now_s);
	if (at != SLOT_NONE)
		refresh(d, at, evidence, now_s);
}

void devices_forwards(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE], uint32_t now_s)
{
	uint32_t slot = device_meet(d, mac, now_s);

	if (slot == SLOT_NONE || d->device[slot].router)
		return;
	d->device[slot].router = true;
	d->stats.routers++;
	drop_addresses(d, slot, DEVICE_ROUTED);
}
