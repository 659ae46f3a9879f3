/* SPDX-License-Identifier: MIT */
/*
 * saturate.h - sums that stop at their type's maximum. They commute all the same: the
 * result is the smaller of the true sum and the maximum.
 */
#ifndef WEIR_SATURATE_H
#define WEIR_SATURATE_H

#include <stdint.h>

static inline uint32_t clamp32(uint64_t value)
{
	return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

static inline void add16(uint16_t *sum, uint32_t amount)
{
	*sum = amount > (uint32_t)(UINT16_MAX - *sum) ? UINT16_MAX : (uint16_t)(*sum + amount);
}

static inline void add32(uint32_t *sum, uint64_t amount)
{
	*sum = amount > UINT32_MAX - *sum ? UINT32_MAX : *sum + (uint32_t)amount;
}

static inline void add64(uint64_t *sum, uint64_t amount)
{
	*sum = amount > UINT64_MAX - *sum ? UINT64_MAX : *sum + amount;
}

#endif
