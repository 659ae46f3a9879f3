/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * cursor.h - reading a frame: where it begins and ends, how far it has been read, and
 * loads of the fields found there. For parse.h, in the kernel and in user space.
 */
#ifndef WEIR_CURSOR_H
#define WEIR_CURSOR_H

#include <weir/abi.h>
#ifndef __bpf__
#include <string.h>
#endif

/* <linux/stddef.h> makes this a mere hint, and a call hides offsets from 6.1's verifier. */
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))

/* The frame and how far it has been read. */
struct weir_cursor {
	const __u8 *start;
	const __u8 *end;
	__u32 off;
};

/* A layer that begins further in is not read. It bounds packet offsets in BPF, and lies
 * within what the kernel's test run can be shown of a frame, so that no engine of replay
 * reads a header that another cannot. */
#define WEIR_OFFSET_MAX 3072
/* From there, no read reaches further than this. */
#define WEIR_REACH_MAX (WEIR_OFFSET_MAX + 64)

/*
 * The kernel's verifier follows every path with the exact offset each one reached, and
 * their number multiplies from layer to layer. An offset that went through memory is
 * to it just a number: passing one here at the end of a layer joins the paths again.
 * (struct weir_packet must be in a map value for that, not on the stack.)
 */
#ifdef __bpf__
#define WEIR_JOIN_PATHS() asm volatile("" ::: "memory")
#define WEIR_NOINLINE __attribute__((noinline))
/* What follows shall use this register as it stands here, checks before it and sums after it:
 * 6.1 sees no relation to another sum, or one made before the check. */
#define WEIR_PLAIN(value) asm volatile("" : "+r"(value))
#else
#define WEIR_JOIN_PATHS() ((void)0)
#define WEIR_NOINLINE inline
#define WEIR_PLAIN(value) ((void)0)
#endif

static __always_inline __u16 weir_ntoh16(__be16 value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_bswap16((__u16)value);
#else
	return (__u16)value;
#endif
}

static __always_inline __u32 weir_ntoh32(__be32 value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_bswap32((__u32)value);
#else
	return (__u32)value;
#endif
}

static __always_inline __be16 weir_load_be16(const __u8 *at)
{
#ifdef __bpf__
	return *(const __be16 *)at;
#else
	__be16 value;

	memcpy(&value, at, sizeof(value));
	return value;
#endif
}

static __always_inline __be32 weir_load_be32(const __u8 *at)
{
#ifdef __bpf__
	return *(const __be32 *)at;
#else
	__be32 value;

	memcpy(&value, at, sizeof(value));
	return value;
#endif
}

static __always_inline __u16 weir_load16(const __u8 *at)
{
	return weir_ntoh16(weir_load_be16(at));
}

static __always_inline void weir_load_addr(struct weir_addr *addr, const __u8 *at)
{
	addr->word[0] = weir_load_be32(at);
	addr->word[1] = weir_load_be32(at + 4);
	addr->word[2] = weir_load_be32(at + 8);
	addr->word[3] = weir_load_be32(at + 12);
}

static __always_inline void weir_load_addr4(struct weir_addr *addr, const __u8 *at)
{
	addr->word[0] = 0;
	addr->word[1] = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	addr->word[2] = (__be32)0xffff0000u;
#else
	addr->word[2] = (__be32)0x0000ffffu;
#endif
	addr->word[3] = weir_load_be32(at);
}

/* The next @size bytes, or NULL where the frame is shorter. */
static __always_inline const __u8 *weir_take(struct weir_cursor *c, __u32 size)
{
	const __u8 *at = c->start + c->off;

	if (at + size > c->end)
		return 0;
	c->off += size;
	return at;
}

/* Ends a layer at *stored; -1 where the next would begin beyond all reason. */
static __always_inline int weir_join(struct weir_cursor *c, __u32 *stored)
{
	*stored = c->off;
	WEIR_JOIN_PATHS();
	c->off = *stored;
	return c->off > WEIR_OFFSET_MAX ? -1 : 0;
}

#endif
