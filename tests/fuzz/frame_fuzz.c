// SPDX-License-Identifier: MIT
/*
 * Frames that may name something: a first byte that chooses a kind of message, then its bytes
 * behind headers of that kind; or 0 and a whole frame. Whatever is learned of them must be
 * fit to be shown, and the tables hold.
 */
#include "fuzz.h"

#include "tests/unit/name_frames.h"
#include "user/device/observe.h"

#include <assert.h>

#define DEVICES 4
#define PEERS 3

static const struct name_ends kinds[] = {
	{"8.8.8.8", "192.168.1.20", 53, 40000, 1, 2},
	{"fd00::1", "fd00::20", 53, 40000, 1, 3},
	{"0.0.0.0", "255.255.255.255", 68, 67, 0x33, 0xff},
	{"192.168.1.20", "224.0.0.251", 5353, 5353, 0x20, 0xfb},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void is_clean(const char *name)
{
	assert(strlen(name) < DEVICE_NAME_SIZE);
	for (; *name; name++)
		assert((unsigned char)*name >= 0x80 || strchr("-_.", *name) ||
		       (*name >= '0' && *name <= '9') || (*name >= 'A' && *name <= 'Z') ||
		       (*name >= 'a' && *name <= 'z'));
}

static void check(const struct devices *d)
{
	struct device_address list[DEVICE_ADDRS_MAX];
	uint32_t slot, used = 0;

	for (slot = 0; slot < devices_slots(d); slot++) {
		const struct device *device = devices_get(d, slot);
		unsigned int i, count;

		if (!device)
			continue;
		used++;
		is_clean(device->name);
		count = devices_addresses(d, device, list);
		assert(count == device->addresses && count <= DEVICE_ADDRS_MAX);
		for (i = 0; i < count; i++)
			assert(devices_find(d, &list[i].addr) == device);
		assert(devices_look_up(d, device->id));
	}
	assert(used == devices_stats(d)->devices && used <= DEVICES);
	assert(devices_stats(d)->peers <= PEERS);
}

/* Frame after frame, each with two bytes of length before it. */
static size_t take(const uint8_t *data, size_t size, struct weir_frame *frame)
{
	size_t length;

	if (size < 3)
		return 0;
	length = (size_t)(data[0] << 8 | data[1]) % (WEIR_FRAME_NAME_BYTES - 80);
	if (length > size - 3)
		length = size - 3;
	memset(frame, 0, sizeof(*frame));
	frame->time_ns = (uint64_t)data[2] << 40;
	frame->reasons = WEIR_FRAME_NAME;
	frame->data_len = (uint16_t)length;
	if (data[2] % (KINDS + 1))
		frame->data_len = (uint16_t)name_frame(&kinds[data[2] % (KINDS + 1) - 1], data + 3,
						       length, frame->data);
	else
		memcpy(frame->data, data + 3, length);
	return 3 + length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_Alignas(struct weir_frame) uint8_t room[sizeof(struct weir_frame) + NAME_FRAME_BYTES];
	struct weir_frame *frame = (struct weir_frame *)room;
	struct networks home;
	struct devices *d;
	size_t took;

	networks_default(&home);
	if (devices_new(DEVICES, PEERS, &home, &d))
		abort();
	while ((took = take(data, size, frame)) && frame->data_len) {
		devices_frame(d, frame, (int64_t)(size * 1000000000));
		data += took;
		size -= took;
	}
	check(d);
	devices_free(d);
	return 0;
}

static size_t put(uint8_t *at, uint8_t kind, const void *payload, size_t size)
{
	at[0] = (uint8_t)(size >> 8);
	at[1] = (uint8_t)size;
	at[2] = kind;
	memcpy(at + 3, payload, size);
	return 3 + size;
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const struct {
		uint8_t kind;
		const char *hex;
	} messages[] = {
		{1, ANSWER_CNAME},    {1, ANSWER_PRINTER}, {2, ANSWER_REVERSE},
		{2, ANSWER_REVERSE6}, {4, MDNS_PHONE},
	};
	uint8_t message[NAME_FRAME_BYTES], seed[8 * NAME_FRAME_BYTES];
	size_t i, used = 0, size;

	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		size = name_bytes(messages[i].hex, message);
		emit(ctx, seed + used, put(seed + used, messages[i].kind, message, size));
		used += 3 + size;
	}
	size = name_dhcp(DHCP_OPTIONS_REQUEST, NULL, message);
	used += put(seed + used, 3, message, size);
	size = name_dhcp(DHCP_OPTIONS_ACK, "192.168.1.20", message);
	used += put(seed + used, 3, message, size);
	emit(ctx, seed, used);
	size = name_frame(&kinds[0], message, 20, seed + used + 3);
	memcpy(message, seed + used + 3, size);
	emit(ctx, seed + used, put(seed + used, 0, message, size));
}
