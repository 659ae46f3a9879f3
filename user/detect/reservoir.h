/* SPDX-License-Identifier: MIT */
/*
 * reservoir.h - an even sample of fixed size of all rows offered so far (Vitter 1985,
 * algorithm R): after n rows each is in it with the same chance. Seeded: the same rows in
 * the same order give the same sample on every machine.
 */
#ifndef WEIR_RESERVOIR_H
#define WEIR_RESERVOIR_H

#include <stddef.h>
#include <stdint.h>

struct reservoir {
	uint32_t rows_max;
	uint32_t rows;	 /* in the sample */
	uint32_t width;	 /* bytes of a row */
	uint64_t seen;	 /* rows offered */
	uint64_t chance; /* state of the draws */
	uint64_t *stamp; /* of each row: how many were offered before it */
	uint8_t *row;	 /* rows_max times width */
};

int reservoir_init(struct reservoir *r, uint32_t rows_max, uint32_t width, uint64_t seed);
void reservoir_fini(struct reservoir *r);
size_t reservoir_bytes(uint32_t rows_max, uint32_t width);

/* Empties it; draws begin with @seed. */
void reservoir_reset(struct reservoir *r, uint64_t seed);

/* The place for the row offered now, of width bytes, for the caller to fill; NULL if it
 * is not drawn. */
uint8_t *reservoir_offer(struct reservoir *r);

static inline const uint8_t *reservoir_row(const struct reservoir *r, uint32_t index)
{
	return r->row + (size_t)index * r->width;
}

#endif
