/* SPDX-License-Identifier: MIT */
/*
 * fuzz.h - what a fuzz target (tests/fuzz/NAME_fuzz.c) defines. libFuzzer drives it in
 * `make fuzz`; in `make check` seeds.c runs its seeds and a fixed number of variations of
 * each. A target asserts what must hold; it prints nothing.
 */
#ifndef WEIR_FUZZ_H
#define WEIR_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Hands out the target's seeds: inputs that reach its branches. */
void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx);

#endif
