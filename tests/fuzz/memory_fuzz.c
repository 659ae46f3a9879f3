// SPDX-License-Identifier: MIT
/*
 * Hostile memory files: the bytes as they are, and the same with their size and checksum
 * made right, so that the fuzzer is not stopped at the door. What was accepted is asked
 * and goes on to learn.
 */
#include "fuzz.h"

#include "user/flow/memory_file.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define HEAD 32
#define RECORD 28
#define MAX 16
#define NOW 1700000000u

static void parse(const void *data, size_t size)
{
	struct memory_key key = {.ip_proto = 6, .ip_v = 4, .port = 1};
	char error[MEMORY_FILE_ERROR_SIZE] = "";
	const struct memory_entry *e;
	struct networks home;
	struct memory m;
	int result;

	networks_default(&home);
	key.client = home.list[0].addr;
	if (memory_init(&m, MAX, &home))
		abort();
	result = memory_parse(&m, data, size, error);
	assert(result ? *error && !m.ranked.keyed.used : m.ranked.keyed.used <= MAX);
	for (key.port = 0; key.port < 2 * MAX; key.port++) {
		memory_meet(&m, &key, NOW, 1, 100);
		e = memory_find(&m, &key);
		assert(!e || memory_known_days(e, NOW) <= UINT16_MAX);
	}
	assert(m.ranked.keyed.used == MAX);
	memory_fini(&m);
}

static void parse_stamped(const uint8_t *data, size_t size)
{
	uint32_t count = (uint32_t)((size - HEAD) / RECORD), word;
	uint8_t *copy = malloc(size);

	if (!copy)
		abort();
	size = HEAD + RECORD * (size_t)count;
	memcpy(copy, data, size);
	memcpy(copy, "weirmem1", 8);
	word = htole32(count);
	memcpy(copy + 8, &word, 4);
	word = (uint32_t)crc32_z(crc32_z(crc32(0, NULL, 0), copy + HEAD, size - HEAD), copy + 16,
				 16);
	word = htole32(word);
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

/* An empty file, some records, more than fit, and all ones. */
void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const uint8_t sizes[] = {0, 1, 5, 2 * MAX};
	uint8_t data[HEAD + 2 * MAX * RECORD];
	size_t i, k;

	for (i = 0; i < sizeof(sizes); i++) {
		memset(data, 0, sizeof(data));
		for (k = 0; k < sizes[i]; k++) {
			uint8_t *record = data + HEAD + k * RECORD;

			memset(record, (int)k, RECORD);
			record[RECORD - 4] = k & 1;
		}
		emit(ctx, data, HEAD + sizes[i] * (size_t)RECORD);
	}
	memset(data, 0xff, sizeof(data));
	emit(ctx, data, sizeof(data));
	emit(ctx, data, 7);
}
