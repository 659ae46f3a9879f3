// SPDX-License-Identifier: MIT
/*
 * Hostile lease files and files of names: a first byte that chooses, then the text. Twice,
 * so that what the first made known is met again. What is known in the end must be whole.
 */
#include "fuzz.h"

#include "user/device/given.h"
#include "user/device/lease.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DEVICES 4
#define NOW 1795200000u

static void check(const struct devices *d)
{
	uint32_t slot;

	for (slot = 0; slot < devices_slots(d); slot++) {
		const struct device *device = devices_get(d, slot);

		if (!device)
			continue;
		assert(strlen(device->name) < DEVICE_NAME_SIZE &&
		       !strpbrk(device->name, "\x1b\"\\\n"));
		assert((*device->name != '\0') == (device->name_source != DEVICE_NAME_NONE));
		assert(devices_look_up(d, device->id) == device);
	}
	assert(devices_stats(d)->devices <= DEVICES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct networks home;
	struct devices *d;

	if (!size)
		return 0;
	networks_default(&home);
	if (devices_new(DEVICES, 1, &home, &d))
		abort();
	for (unsigned int i = 0; i < 2; i++) {
		if ((*data ^ i) & 1)
			devices_give(d, (const char *)data + 1, size - 1);
		else
			devices_lease(d, (const char *)data + 1, size - 1, NOW);
		check(d);
	}
	devices_free(d);
	return 0;
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const texts[] = {
		"1# names\n0:16:3e:0:0:1 anna\n10.9.0.1\tprinter p.lan\nfd00::9 B\xc3\xbcro # x\n",
		"01795204119 00:16:3e:11:22:33 192.168.77.60 anna *\nduid 00:01\n"
		"0 00:16:3e:11:22:34 fd00::1 * *\n",
		"0address,hwaddr,expire,hostname,state,lease_type\n"
		"192.168.77.60,00:16:3e:11:22:33,1795204119,anna,0,0\n",
		"0lease 192.168.77.60 {\n  ends 6 2026/11/21 10:00:00;\n  binding state active;\n"
		"  hardware ethernet 00:16:3e:11:22:33;\n  client-hostname \"anna\";\n}\n"
		"lease 10.0.0.1 {\n  ends epoch 1;\n  ends never;\n}\n",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		emit(ctx, texts[i], strlen(texts[i]));
}
