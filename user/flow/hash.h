/* SPDX-License-Identifier: MIT */
/*
 * hash.h - 64-bit hashes of keys: multiply to 128 bits and fold (as wyhash and XXH3 do).
 * Values that reach a row use HASH_FIXED_SEED, so that every run gives the same; tables
 * use a random seed, so that nobody can choose keys that collide in them.
 */
#ifndef WEIR_HASH_H
#define WEIR_HASH_H

#include <stdint.h>
#include <string.h>

#define HASH_FIXED_SEED 0x9e3779b97f4a7c15ull

__extension__ typedef unsigned __int128 hash_wide;

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
	hash_wide product = (hash_wide)(a ^ 0x2d358dccaa6c78a5ull) * (b ^ 0x8bb84b93962eacc9ull);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Of a short number such as a port. One multiplication would leave the upper bits of numbers
 * in a row evenly spaced, and a sketch of them counts half. */
static inline uint64_t hash_number(uint64_t number, uint64_t seed)
{
	return hash_mix(hash_mix(number, seed), seed);
}

/* @size: a multiple of 8. */
static inline uint64_t hash_words(const void *data, size_t size, uint64_t seed)
{
	const unsigned char *at = data;
	uint64_t hash = seed, word;
	size_t i;

	for (i = 0; i < size; i += sizeof(word)) {
		memcpy(&word, at + i, sizeof(word));
		hash = hash_mix(hash ^ word, 0x4b33a62ed433d4a3ull + i);
	}
	return hash_mix(hash, size);
}

/* A seed nobody outside can know. */
uint64_t hash_random_seed(void);

#endif
