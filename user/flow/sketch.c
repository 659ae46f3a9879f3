// SPDX-License-Identifier: MIT
#include "sketch.h"

#include <string.h>

#define INDEX_BITS 7
#define WORD_BYTES 8u
#define RANK_MAX 15
/* alpha of 128 registers is 0.7213 / (1 + 1.079 / 128) = 0.71527 (HyperLogLog, figure 3);
 * times 128^2, in units of 2^-15. */
#define ALPHA_M2 384007922ull
#define SMALL_RANGE (5 * SKETCH_REGISTERS / 2)

/* 128 ln(128 / empty registers), rounded. */
static const uint16_t linear[SKETCH_REGISTERS + 1] = {
	0, 621, 532, 480, 444, 415, 392, 372, 355, 340, 326, 314, 303, 293,
	283, 274, 266, 258, 251, 244, 238, 231, 225, 220, 214, 209, 204, 199,
	195, 190, 186, 182, 177, 174, 170, 166, 162, 159, 155, 152, 149, 146,
	143, 140, 137, 134, 131, 128, 126, 123, 120, 118, 115, 113, 110, 108,
	106, 104, 101, 99, 97, 95, 93, 91, 89, 87, 85, 83, 81, 79,
	77, 75, 74, 72, 70, 68, 67, 65, 63, 62, 60, 59, 57, 55,
	54, 52, 51, 49, 48, 47, 45, 44, 42, 41, 40, 38, 37, 35,
	34, 33, 32, 30, 29, 28, 27, 25, 24, 23, 22, 21, 19, 18,
	17, 16, 15, 14, 13, 12, 10, 9, 8, 7, 6, 5, 4, 3,
	2, 1, 0,
};

void sketch_add(struct sketch *s, uint64_t hash)
{
	uint32_t index = (uint32_t)(hash >> (64 - INDEX_BITS));
	uint64_t rest = hash << INDEX_BITS | 1u << (INDEX_BITS - 1);
	uint32_t rank = (uint32_t)__builtin_clzll(rest) + 1;
	uint8_t *pair = &s->pair[index / 2];

	if (rank > RANK_MAX)
		rank = RANK_MAX;
	if (index & 1) {
		if (rank > *pair >> 4)
			*pair = (uint8_t)((*pair & 0x0f) | rank << 4);
	} else {
		if (rank > (*pair & 0x0fu))
			*pair = (uint8_t)((*pair & 0xf0) | rank);
	}
}

void sketch_merge(struct sketch *into, const struct sketch *from)
{
	uint32_t i;

	for (i = 0; i < SKETCH_REGISTERS / 2; i++) {
		uint8_t low_a = into->pair[i] & 0x0f, low_b = from->pair[i] & 0x0f;
		uint8_t high_a = into->pair[i] & 0xf0, high_b = from->pair[i] & 0xf0;

		into->pair[i] = (uint8_t)((low_a > low_b ? low_a : low_b) |
					  (high_a > high_b ? high_a : high_b));
	}
}

/* Adds the registers of 8 bytes: 2^-rank in units of 2^-15, and how many are empty. */
static void count_word(const uint8_t *pair, uint32_t *sum, uint32_t *empty)
{
	uint32_t i;

	for (i = 0; i < WORD_BYTES; i++) {
		uint32_t low = pair[i] & 0x0f, high = pair[i] >> 4;

		*sum += (1u << (RANK_MAX - low)) + (1u << (RANK_MAX - high));
		*empty += !low + !high;
	}
}

uint32_t sketch_count(const struct sketch *s)
{
	uint32_t i, empty = 0, sum = 0, raw;
	uint64_t word;

	for (i = 0; i < SKETCH_REGISTERS / 2; i += WORD_BYTES) {
		memcpy(&word, &s->pair[i], WORD_BYTES);
		if (word) {
			count_word(&s->pair[i], &sum, &empty);
			continue;
		}
		/* Most sketches hold little. */
		sum += 2 * WORD_BYTES << RANK_MAX;
		empty += 2 * WORD_BYTES;
	}
	raw = (uint32_t)(ALPHA_M2 / sum);
	if (raw <= SMALL_RANGE && empty)
		return linear[empty];
	return raw;
}

void sketch_small_add(struct sketch_small *s, uint64_t hash)
{
	uint32_t index = (uint32_t)(hash >> (64 - INDEX_BITS));

	s->bit[index / 8] |= (uint8_t)(1u << index % 8);
}

void sketch_small_merge(struct sketch_small *into, const struct sketch_small *from)
{
	uint32_t i;

	for (i = 0; i < sizeof(into->bit); i++)
		into->bit[i] |= from->bit[i];
}

uint32_t sketch_small_count(const struct sketch_small *s)
{
	uint64_t word[sizeof(s->bit) / 8];
	uint32_t empty;

	memcpy(word, s->bit, sizeof(word));
	empty = SKETCH_REGISTERS - (uint32_t)__builtin_popcountll(word[0]) -
		(uint32_t)__builtin_popcountll(word[1]);
	return linear[empty ? empty : 1];
}
