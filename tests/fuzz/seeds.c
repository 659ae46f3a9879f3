/* SPDX-License-Identifier: MIT */
/*
 * The main of a fuzz target where libFuzzer is not: runs the seeds and variations of each
 * that are the same in every run. With a folder as its argument it writes the seeds there.
 * With files as arguments it runs those (to look into what a fuzzer found).
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define VARIATIONS 400
#define INPUT_MAX 65536

static const char *folder;
static unsigned int seeds, runs;
static uint64_t state = 0x9e3779b97f4a7c15ull;

/* xorshift64 (Marsaglia 2003) */
static uint32_t chance(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

/* In memory of its own, so that a read beyond the end is found. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	runs++;
}

static void vary(uint8_t *data, size_t *size)
{
	unsigned int changes = 1 + chance(4);

	while (changes-- && *size) {
		uint32_t at = chance((uint32_t)*size);

		switch (chance(4)) {
		case 0:
			data[at] ^= (uint8_t)(1u << chance(8));
			break;
		case 1:
			data[at] = (uint8_t)chance(256);
			break;
		case 2:
			*size = at;
			break;
		default:
			memmove(data + at, data + at / 2, *size - at);
		}
	}
}

static void run_seed(void *ctx, const void *data, size_t size)
{
	uint8_t *varied = malloc(INPUT_MAX);
	unsigned int i;

	(void)ctx;
	if (!varied || size > INPUT_MAX)
		abort();
	run(data, size);
	for (i = 0; i < VARIATIONS; i++) {
		size_t length = size;

		memcpy(varied, data, size);
		vary(varied, &length);
		run(varied, length);
	}
	free(varied);
	seeds++;
}

static void write_seed(void *ctx, const void *data, size_t size)
{
	char path[4096];
	FILE *file;

	(void)ctx;
	snprintf(path, sizeof(path), "%s/seed-%03u", folder, seeds++);
	file = fopen(path, "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		abort();
}

static void run_file(const char *path)
{
	uint8_t *data = malloc(INPUT_MAX);
	FILE *file = fopen(path, "rb");

	if (!file || !data)
		abort();
	run(data, fread(data, 1, INPUT_MAX, file));
	fclose(file);
	free(data);
}

int main(int argc, char **argv)
{
	struct stat status;
	int i;

	if (argc == 2 && !stat(argv[1], &status) && S_ISDIR(status.st_mode)) {
		folder = argv[1];
		fuzz_seeds(write_seed, NULL);
		return 0;
	}
	for (i = 1; i < argc; i++)
		run_file(argv[i]);
	if (argc == 1) {
		fuzz_seeds(run_seed, NULL);
		printf("%u seeds, %u runs\n", seeds, runs);
		return seeds ? 0 : 1;
	}
	return 0;
}
