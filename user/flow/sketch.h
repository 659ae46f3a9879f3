/* SPDX-License-Identifier: MIT */
/*
 * sketch.h - how many distinct things, in 64 bytes.
 *
 * HyperLogLog (Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the analysis of a
 * near-optimal cardinality estimation algorithm", 2007) with 128 registers of 4 bits:
 * standard error 1.04 / sqrt(128) = 9 % up to two million. Small counts by linear
 * counting over the empty registers (Whang, Vander-Zanden, Taylor: "A linear-time
 * probabilistic counting algorithm", 1990), as that paper proposes: the error of 10 is
 * about half of one. Merging takes the larger register, so neither order nor repetition
 * matters.
 */
#ifndef WEIR_SKETCH_H
#define WEIR_SKETCH_H

#include <stdint.h>

#define SKETCH_REGISTERS 128

struct sketch {
	uint8_t pair[SKETCH_REGISTERS / 2]; /* two registers each, even one low */
};

/* Up to some hundreds in 16 bytes, by linear counting alone: exact to one of ten, to 6 % of
 * 128, to a fifth of 400; never more than 621. */
struct sketch_small {
	uint8_t bit[SKETCH_REGISTERS / 8];
};

/* @hash: 64 well mixed bits of the thing, from a fixed seed. */
void sketch_add(struct sketch *s, uint64_t hash);
void sketch_merge(struct sketch *into, const struct sketch *from);
/* 0 only if nothing was added. */
uint32_t sketch_count(const struct sketch *s);

/* The same of the small one. */
void sketch_small_add(struct sketch_small *s, uint64_t hash);
void sketch_small_merge(struct sketch_small *into, const struct sketch_small *from);
uint32_t sketch_small_count(const struct sketch_small *s);

#endif
