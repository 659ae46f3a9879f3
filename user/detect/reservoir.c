// SPDX-License-Identifier: MIT
#include "reservoir.h"

#include "chance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int reservoir_init(struct reservoir *r, uint32_t rows_max, uint32_t width, uint64_t seed)
{
	memset(r, 0, sizeof(*r));
	r->rows_max = rows_max;
	r->width = width;
	r->chance = seed;
	r->stamp = calloc(rows_max, sizeof(*r->stamp));
	r->row = calloc(rows_max, width);
	if (r->stamp && r->row)
		return 0;
	reservoir_fini(r);
	return -ENOMEM;
}

void reservoir_fini(struct reservoir *r)
{
	free(r->stamp);
	free(r->row);
	r->stamp = NULL;
	r->row = NULL;
}

size_t reservoir_bytes(uint32_t rows_max, uint32_t width)
{
	return (sizeof(uint64_t) + width) * (size_t)rows_max;
}

void reservoir_reset(struct reservoir *r, uint64_t seed)
{
	r->rows = 0;
	r->seen = 0;
	r->chance = seed;
}

uint8_t *reservoir_offer(struct reservoir *r)
{
	uint64_t place = r->rows;

	if (r->rows < r->rows_max)
		r->rows++;
	else
		place = chance_below(&r->chance, r->seen + 1);
	r->seen++;
	if (place >= r->rows_max)
		return NULL;
	r->stamp[place] = r->seen - 1;
	return r->row + place * r->width;
}
