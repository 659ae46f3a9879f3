// SPDX-License-Identifier: MIT
#include "device_file.h"
#include "device_state.h"
#include "name.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MAGIC "weirdev1"
#define ADDRESSES 8
#define FLAG_ROUTER 1
#define DEVICES_MAX 65536u /* of a file; more than any table has */

struct head {
	char magic[8];
	uint32_t count;
	uint32_t crc;
	uint64_t zero[2];
};

struct address_record {
	struct weir_addr addr;
	uint32_t first_s;
	uint32_t last_s;
	uint32_t evidence;
};

struct record {
	uint8_t mac[DEVICE_MAC_SIZE];
	uint8_t flags;
	uint8_t name_source;
	uint32_t first_s;
	uint32_t last_s;
	struct weir_addr first[2];
	char name[DEVICE_NAME_SIZE];
	uint32_t addresses;
	struct address_record address[ADDRESSES];
};

_Static_assert(sizeof(struct head) == 32 && sizeof(struct record) == 340, "as on disk");

size_t device_file_bytes(uint32_t devices)
{
	return sizeof(struct head) + sizeof(struct record) * (size_t)devices;
}

static void pack(const struct devices *d, const struct device *device, struct record *out)
{
	const struct learned_name *learned = &d->learned[device - d->device];
	struct device_address list[DEVICE_ADDRS_MAX];
	unsigned int count = devices_addresses(d, device, list), i;

	memset(out, 0, sizeof(*out));
	memcpy(out->mac, device->mac, sizeof(out->mac));
	out->flags = device->router ? FLAG_ROUTER : 0;
	out->first_s = htole32(device->first_s);
	out->last_s = htole32(device->last_s);
	memcpy(out->first, device->first, sizeof(out->first));
	out->name_source = learned->source;
	memcpy(out->name, learned->name, sizeof(out->name));
	if (count > ADDRESSES)
		count = ADDRESSES;
	out->addresses = htole32(count);
	for (i = 0; i < count; i++)
		out->address[i] = (struct address_record){.addr = list[i].addr,
							  .first_s = htole32(list[i].first_s),
							  .last_s = htole32(list[i].last_s),
							  .evidence = htole32(list[i].evidence)};
}

static uint32_t crc_of(const void *data, size_t size)
{
	return (uint32_t)crc32_z(crc32(0, NULL, 0), (const unsigned char *)data + 16, size - 16);
}

size_t device_file_write(const struct devices *d, void *out)
{
	struct head head = {.magic = MAGIC};
	uint32_t slot, count = 0;
	struct record record;
	size_t size;

	for (slot = 0; slot < devices_slots(d); slot++) {
		const struct device *device = devices_get(d, slot);

		if (!device || !device->has_mac)
			continue;
		pack(d, device, &record);
		memcpy((char *)out + device_file_bytes(count), &record, sizeof(record));
		count++;
	}
	size = device_file_bytes(count);
	head.count = htole32(count);
	memcpy(out, &head, sizeof(head));
	head.crc = htole32(crc_of(out, size));
	memcpy(out, &head, sizeof(head));
	return size;
}

static int broken(char *error, const char *why)
{
	snprintf(error, DEVICE_FILE_ERROR_SIZE, "%s", why);
	return -EINVAL;
}

static int check_head(const void *data, size_t size, uint32_t *count, char *error)
{
	struct head head;

	if (size < sizeof(head))
		return broken(error, "too short");
	memcpy(&head, data, sizeof(head));
	*count = le32toh(head.count);
	if (memcmp(head.magic, MAGIC, sizeof(head.magic)))
		return broken(error, "no devices of this version");
	if (*count > DEVICES_MAX || size != device_file_bytes(*count))
		return broken(error, "another size than it says");
	if (crc_of(data, size) != le32toh(head.crc))
		return broken(error, "its checksum is wrong");
	return 0;
}

/* The longest silent first, so that they make room first. */
static int by_last(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->last_s != y->last_s)
		return le32toh(x->last_s) < le32toh(y->last_s) ? -1 : 1;
	return memcmp(x->mac, y->mac, sizeof(x->mac));
}

static void restore_name(struct devices *d, uint32_t slot, struct record *r)
{
	char clean[DEVICE_NAME_SIZE];

	r->name[sizeof(r->name) - 1] = '\0';
	if (*r->name && r->name_source > DEVICE_NAME_NONE && r->name_source < DEVICE_NAME_FILE &&
	    name_clean(r->name, strlen(r->name), clean))
		device_set_name(d, slot, clean, r->name_source);
}

/* What another device stands for already stays its own. */
static void restore_first(struct devices *d, uint32_t slot, const struct record *r)
{
	for (unsigned int family = 0; family < 2; family++) {
		const struct weir_addr *addr = &r->first[family];
		uint32_t i;

		if (!device_is_home(d, addr) || addr_is_ipv4(addr) != !family)
			continue;
		for (i = 0; i < devices_slots(d); i++)
			if (i != slot && *d->device[i].id &&
			    !memcmp(&d->device[i].first[family], addr, sizeof(*addr)))
				break;
		if (i == devices_slots(d))
			d->device[slot].first[family] = *addr;
	}
}

static void restore(struct devices *d, struct record *r)
{
	uint32_t count = le32toh(r->addresses), last_s = le32toh(r->last_s), slot;

	slot = device_meet(d, r->mac, last_s);
	if (slot == SLOT_NONE)
		return;
	if (le32toh(r->first_s) < last_s)
		d->device[slot].first_s = le32toh(r->first_s);
	d->device[slot].router = r->flags & FLAG_ROUTER;
	restore_name(d, slot, r);
	for (; count && count <= ADDRESSES; count--) {
		const struct address_record *a = &r->address[count - 1];

		devices_bind(d, r->mac, &a->addr, le32toh(a->evidence) != DEVICE_ROUTED,
			     le32toh(a->last_s));
	}
	restore_first(d, slot, r);
}

int device_file_read(struct devices *d, const void *data, size_t size,
		     char error[static DEVICE_FILE_ERROR_SIZE])
{
	struct record *record;
	uint32_t count = 0, i;
	int bad = check_head(data, size, &count, error);

	if (bad || !count)
		return bad;
	record = malloc(sizeof(*record) * count);
	if (!record)
		return -ENOMEM;
	memcpy(record, (const char *)data + sizeof(struct head), sizeof(*record) * count);
	qsort(record, count, sizeof(*record), by_last);
	for (i = 0; i < count; i++)
		restore(d, &record[i]);
	free(record);
	d->stats.moved = 0;
	d->stats.routers = 0;
	d->stats.evicted = d->ranked.evicted = 0;
	return 0;
}
