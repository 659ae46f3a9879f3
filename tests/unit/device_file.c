// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/device/device_file.h"
#include "user/device/given.h"

#include <errno.h>
#include <string.h>

#define NOON (20000u * 86400u + 43200u)

static struct networks home;

static struct weir_addr address(const char *text)
{
	struct networks one = {.count = 0};

	if (networks_add(&one, text))
		abort();
	return one.list[0].addr;
}

static const uint8_t *mac(uint8_t number)
{
	static uint8_t out[DEVICE_MAC_SIZE] = {0, 0x16, 0x3e};

	out[5] = number;
	return out;
}

static struct devices *start(uint32_t max)
{
	struct devices *d;

	if (devices_new(max, 4, &home, &d))
		abort();
	return d;
}

static void met(struct devices *d, uint8_t number, const char *text, uint32_t now)
{
	struct weir_addr addr = address(text);

	devices_bind(d, mac(number), &addr, DEVICE_ON_LINK, now);
}

static size_t write(const struct devices *d, uint8_t **out)
{
	*out = malloc(device_file_bytes(devices_stats(d)->devices));
	if (!*out)
		abort();
	return device_file_write(d, *out);
}

static int read(struct devices *d, const void *data, size_t size)
{
	char error[DEVICE_FILE_ERROR_SIZE] = "";
	int result = device_file_read(d, data, size, error);

	if (result)
		tap_ok(*error && !devices_stats(d)->devices, "%s", error);
	return result;
}

static void test_round(void)
{
	static const char names[] = "00:16:3e:00:00:03 given\n10.0.0.9 printer\n";
	struct devices *d = start(8), *again = start(8), *third = start(8);
	struct device_address list[DEVICE_ADDRS_MAX];
	const struct device *device;
	struct weir_addr addr;
	uint8_t *data, *same;
	size_t size, size2;

	met(d, 1, "192.168.1.20", NOON);
	met(d, 1, "fd00::20", NOON + 1);
	met(d, 1, "192.168.1.35", NOON + 90000);
	devices_name_mac(d, mac(1), "laptop-anna", 11, DEVICE_NAME_DHCP, NOON + 90000);
	met(d, 2, "192.168.1.20", NOON + 90001);
	devices_forwards(d, mac(4), NOON + 5);
	met(d, 3, "192.168.1.30", NOON);
	devices_give(d, names, sizeof(names) - 1);
	size = write(d, &data);
	tap_is(size, device_file_bytes(4), "four devices: not the one without a MAC");
	tap_is(read(again, data, size), 0, "read again");
	device = devices_look_up(again, "laptop-anna");
	tap_ok(device && device->first_s == NOON && device->last_s == NOON + 90000 &&
		       device->name_source == DEVICE_NAME_DHCP,
	       "name and times stay");
	tap_is(device ? devices_addresses(again, device, list) : 0, 2, "so do addresses");
	addr = address("192.168.1.35");
	addr = devices_canonical(again, &addr);
	tap_ok(!memcmp(&addr, &(struct weir_addr[]){address("192.168.1.35")}[0], sizeof(addr)),
	       "and what stands for it");
	tap_ok(devices_look_up(again, "00163e000004")->router, "a router is one still");
	tap_ok(!devices_look_up(again, "given"), "what the admin's file says is not kept");
	size2 = write(again, &same);
	tap_is(read(third, same, size2), 0, "and once more");
	tap_is(size2, size, "as many as before");
	free(data);
	free(same);
	devices_free(d);
	devices_free(again);
	devices_free(third);
}

static void test_room(void)
{
	struct devices *d = start(16), *small = start(4);
	uint8_t *data;
	size_t size;

	for (uint8_t i = 0; i < 16; i++) {
		char text[24];

		snprintf(text, sizeof(text), "192.168.1.%u", 10 + i);
		met(d, i, text, NOON + i);
	}
	size = write(d, &data);
	tap_is(read(small, data, size), 0, "into a smaller table");
	tap_is(devices_stats(small)->devices, 4, "that is full then");
	tap_ok(devices_look_up(small, "192.168.1.25") && !devices_look_up(small, "192.168.1.10"),
	       "with the latest");
	free(data);
	devices_free(d);
	devices_free(small);
}

static void test_broken(void)
{
	struct devices *d = start(4);
	uint8_t *data;
	size_t size;

	met(d, 1, "192.168.1.20", NOON);
	size = write(d, &data);
	devices_free(d);
	d = start(4);
	tap_is(read(d, data, 5), -EINVAL, "cut within its head");
	tap_is(read(d, data, size - 1), -EINVAL, "cut");
	data[40] ^= 1;
	tap_is(read(d, data, size), -EINVAL, "changed");
	data[0] ^= 1;
	tap_is(read(d, data, size), -EINVAL, "of another kind");
	free(data);
	devices_free(d);
}

int main(void)
{
	networks_default(&home);
	test_round();
	test_room();
	test_broken();
	return tap_done();
}
