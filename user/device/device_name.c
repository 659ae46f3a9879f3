// SPDX-License-Identifier: MIT
/* What devices and peers are called, and who is meant. */
#include "device_state.h"
#include "../flow/hash.h"
#include "name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void device_mac_text(const uint8_t mac[static DEVICE_MAC_SIZE],
		     char out[static DEVICE_MAC_TEXT_SIZE])
{
	snprintf(out, DEVICE_MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
}

static int hex_digit(char c)
{
	const char *at = c ? strchr("00112233445566778899aAbBcCdDeEfF", c) : NULL;

	return at ? (int)(at - "00112233445566778899aAbBcCdDeEfF") / 2 : -1;
}

int device_mac_parse(const char *text, uint8_t out[static DEVICE_MAC_SIZE])
{
	uint8_t mac[DEVICE_MAC_SIZE];
	char between = '\0';

	for (unsigned int i = 0; i < DEVICE_MAC_SIZE; i++) {
		int high, low;

		if (i) {
			if (i == 1)
				between = *text;
			if ((*text != ':' && *text != '-') || *text++ != between)
				return -EINVAL;
		}
		high = hex_digit(*text);
		low = high < 0 ? -1 : hex_digit(text[1]);
		/* Of /etc/ethers: a single digit. */
		if (high >= 0 && low < 0) {
			low = high;
			high = 0;
			text--;
		}
		if (low < 0)
			return -EINVAL;
		mac[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text)
		return -EINVAL;
	memcpy(out, mac, sizeof(mac));
	return 0;
}

const char *device_name_source_text(unsigned int source)
{
	static const char *const names[] = {
		[DEVICE_NAME_NONE] = "none",   [DEVICE_NAME_DNS] = "dns",
		[DEVICE_NAME_MDNS] = "mdns",   [DEVICE_NAME_DHCP] = "dhcp",
		[DEVICE_NAME_LEASE] = "lease", [DEVICE_NAME_FILE] = "file",
	};

	return source < DEVICE_NAME_SOURCES ? names[source] : names[0];
}

static void show_name(struct device *device, const char *name, unsigned int source)
{
	memcpy(device->name, name, sizeof(device->name));
	device->name_source = (uint8_t)source;
}

void device_set_name(struct devices *d, uint32_t slot, const char *clean,
		     enum device_name_source source)
{
	struct learned_name *learned = &d->learned[slot];
	struct device *device = &d->device[slot];
	char name[DEVICE_NAME_SIZE] = "";

	snprintf(name, sizeof(name), "%s", clean);
	if (source == DEVICE_NAME_FILE) {
		show_name(device, name, source);
		ranked_touch(&d->ranked, slot, device_rank(device));
		return;
	}
	if (source < learned->source)
		return;
	memcpy(learned->name, name, sizeof(learned->name));
	learned->source = (uint8_t)source;
	if (device->name_source != DEVICE_NAME_FILE)
		show_name(device, name, source);
}

void device_unset_name(struct devices *d, uint32_t slot)
{
	if (d->device[slot].name_source == DEVICE_NAME_FILE)
		show_name(&d->device[slot], d->learned[slot].name, d->learned[slot].source);
}

void device_name_given(struct devices *d, uint32_t slot, const struct weir_addr *addr)
{
	const char *name = given_to_address(&d->given, addr);

	if (name && !given_to_mac(&d->given, d->device[slot].mac))
		device_set_name(d, slot, name, DEVICE_NAME_FILE);
}

void devices_name_mac(struct devices *d, const uint8_t mac[static DEVICE_MAC_SIZE],
		      const char *name, size_t length, enum device_name_source source,
		      uint32_t now_s)
{
	char clean[DEVICE_NAME_SIZE];
	uint32_t slot = device_meet(d, mac, now_s);

	if (slot != SLOT_NONE && name_clean(name, length, clean))
		device_set_name(d, slot, clean, source);
}

void devices_name_address(struct devices *d, const struct weir_addr *addr, const char *name,
			  size_t length, enum device_name_source source)
{
	uint32_t slot = device_slot_of_address(d, addr);
	char clean[DEVICE_NAME_SIZE];

	if (slot != SLOT_NONE && name_clean(name, length, clean))
		device_set_name(d, slot, clean, source);
}

static uint32_t peer_slot(const struct devices *d, const struct weir_addr *peer, uint32_t hash)
{
	uint32_t slot = keyed_first(&d->peer_ranked.keyed, hash);

	while (slot != SLOT_NONE && memcmp(&d->peer[slot].addr, peer, sizeof(*peer)))
		slot = keyed_next(&d->peer_ranked.keyed, slot, hash);
	return slot;
}

void devices_name_peer(struct devices *d, const struct weir_addr *peer, const char *name,
		       size_t length, uint32_t now_s)
{
	uint32_t hash = (uint32_t)hash_words(peer, sizeof(*peer), d->seed), slot;
	char clean[DEVICE_NAME_SIZE];

	d->now_s = now_s;
	if (device_is_home(d, peer) || addr_is_zero(peer) ||
	    addr_is_multicast(peer, addr_is_ipv4(peer) ? 4 : 6) ||
	    !name_clean_domain(name, length, clean))
		return;
	slot = peer_slot(d, peer, hash);
	if (slot == SLOT_NONE)
		slot = ranked_take(&d->peer_ranked, hash, true, NULL, NULL);
	if (slot == SLOT_NONE)
		return;
	d->peer[slot].addr = *peer;
	d->peer[slot].last_s = now_s;
	memcpy(d->peer[slot].name, clean, sizeof(clean));
	ranked_touch(&d->peer_ranked, slot, 0);
	d->stats.peers = d->peer_ranked.keyed.used;
	d->stats.peers_evicted = d->peer_ranked.evicted;
}

const char *devices_peer_name(const struct devices *d, const struct weir_addr *peer)
{
	uint32_t slot;

	if (!d)
		return NULL;
	slot = peer_slot(d, peer, (uint32_t)hash_words(peer, sizeof(*peer), d->seed));
	if (slot == SLOT_NONE || device_age_s(d, d->peer[slot].last_s) > DEVICE_PEER_AGE_S)
		return NULL;
	return d->peer[slot].name;
}

const char *devices_name(const struct devices *d, const struct weir_addr *addr)
{
	const struct device *device = devices_find(d, addr);

	if (device)
		return *device->name ? device->name : NULL;
	return devices_peer_name(d, addr);
}

bool device_is(const struct device *device, const char *text)
{
	uint8_t mac[DEVICE_MAC_SIZE];

	if (!device_mac_parse(text, mac))
		return device->has_mac && !memcmp(mac, device->mac, sizeof(mac));
	return !strcasecmp(device->id, text) ||
	       (*device->name && !strcasecmp(device->name, text));
}

static const struct device *by_name(const struct devices *d, const char *text)
{
	const struct device *best = NULL;
	uint32_t slot;

	for (slot = 0; slot < d->ranked.keyed.max; slot++) {
		const struct device *device = &d->device[slot];

		if (!*device->id || !*device->name || strcasecmp(device->name, text))
			continue;
		if (!best || device->name_source > best->name_source ||
		    (device->name_source == best->name_source && device->last_s > best->last_s))
			best = device;
	}
	return best;
}

static const struct device *by_id(const struct devices *d, const char *text)
{
	uint32_t slot;

	for (slot = 0; slot < d->ranked.keyed.max; slot++)
		if (*d->device[slot].id && !strcasecmp(d->device[slot].id, text))
			return &d->device[slot];
	return NULL;
}

const struct device *devices_look_up(const struct devices *d, const char *text)
{
	struct networks one = {.count = 0};
	uint8_t mac[DEVICE_MAC_SIZE];
	const struct device *found;
	uint32_t slot;

	if (!d || !*text)
		return NULL;
	if (!device_mac_parse(text, mac)) {
		slot = device_slot(d, mac);
		return slot == SLOT_NONE ? NULL : &d->device[slot];
	}
	if (!strchr(text, '/') && !networks_add(&one, text))
		return devices_find(d, &one.list[0].addr);
	found = by_id(d, text);
	return found ? found : by_name(d, text);
}

bool devices_forget(struct devices *d, const char *id)
{
	const struct device *device = devices_look_up(d, id);

	if (!device)
		return false;
	device_drop(d, (uint32_t)(device - d->device));
	return true;
}
