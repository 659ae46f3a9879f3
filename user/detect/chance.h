/* SPDX-License-Identifier: MIT */
/*
 * chance.h - pseudo-random numbers that are the same on every machine for the same seed
 * (splitmix64: Steele, Lea, Flood 2014). For samples and forests, never for secrets.
 */
#ifndef WEIR_CHANCE_H
#define WEIR_CHANCE_H

#include <stdint.h>

/* @state: any seed; moves on with each draw. */
static inline uint64_t chance_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

/* 0 to @bound - 1; @bound is not 0. Even but for a share of @bound in 2^64. */
static inline uint64_t chance_below(uint64_t *state, uint64_t bound)
{
	return chance_next(state) % bound;
}

#endif
