// SPDX-License-Identifier: MIT
/*
 * Hostile files of devices: the bytes as they are, and the same with size and checksum made
 * right. What was accepted must be whole, and what is written of it is accepted again.
 */
#include "fuzz.h"

#include "user/device/device_file.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define HEAD 32
#define RECORD 340
#define DEVICES 4

static struct devices *start(const struct networks *home)
{
	struct devices *d;

	if (devices_new(DEVICES, 1, home, &d))
		abort();
	return d;
}

static void check(const struct devices *d)
{
	struct device_address list[DEVICE_ADDRS_MAX];
	uint32_t slot;

	assert(devices_stats(d)->devices <= DEVICES);
	for (slot = 0; slot < devices_slots(d); slot++) {
		const struct device *device = devices_get(d, slot);
		unsigned int i, count;

		if (!device)
			continue;
		assert(strlen(device->name) < DEVICE_NAME_SIZE &&
		       !strpbrk(device->name, "\x1b\"\n"));
		assert(devices_look_up(d, device->id) == device);
		count = devices_addresses(d, device, list);
		for (i = 0; i < count; i++)
			assert(devices_find(d, &list[i].addr) == device);
	}
}

static void parse(const void *data, size_t size)
{
	char error[DEVICE_FILE_ERROR_SIZE] = "";
	struct devices *d, *again;
	struct networks home;
	uint8_t *written;

	networks_default(&home);
	d = start(&home);
	again = start(&home);
	if (device_file_read(d, data, size, error))
		assert(*error && !devices_stats(d)->devices);
	check(d);
	written = malloc(device_file_bytes(devices_stats(d)->devices));
	assert(written);
	size = device_file_write(d, written);
	assert(!device_file_read(again, written, size, error));
	check(again);
	assert(devices_stats(again)->devices == devices_stats(d)->devices);
	free(written);
	devices_free(d);
	devices_free(again);
}

static void parse_stamped(const uint8_t *data, size_t size)
{
	uint32_t count = (uint32_t)((size - HEAD) / RECORD), word;
	uint8_t *copy = malloc(size);

	if (!copy)
		abort();
	size = HEAD + RECORD * (size_t)count;
	memcpy(copy, data, size);
	memcpy(copy, "weirdev1", 8);
	word = htole32(count);
	memcpy(copy + 8, &word, 4);
	word = htole32((uint32_t)crc32_z(crc32(0, NULL, 0), copy + 16, size - 16));
	memcpy(copy + 12, &word, 4);
	parse(copy, size);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parse(data, size);
	if (size >= HEAD)
		parse_stamped(data, size);
	return 0;
}

/* An empty file, one of real devices, and all ones. */
void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	uint8_t data[HEAD + DEVICES * RECORD], mac[DEVICE_MAC_SIZE] = {2};
	struct networks home, one = {.count = 0};
	struct devices *d;

	networks_default(&home);
	d = start(&home);
	emit(ctx, data, device_file_write(d, data));
	networks_add(&one, "192.168.1.20");
	networks_add(&one, "fd00::20");
	networks_add(&one, "10.0.0.7");
	for (uint8_t i = 0; i < 6; i++) {
		mac[5] = i / 2;
		devices_bind(d, mac, &one.list[i % 3].addr, DEVICE_ON_LINK,
			     1700000000u + i * 50000);
		devices_name_mac(d, mac, "anna", 4, DEVICE_NAME_DHCP, 1700000000u + i * 50000);
	}
	emit(ctx, data, device_file_write(d, data));
	devices_free(d);
	memset(data, 0xff, sizeof(data));
	emit(ctx, data, sizeof(data));
	emit(ctx, data, 7);
}
