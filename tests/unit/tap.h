/* SPDX-License-Identifier: MIT */
/*
 * tap.h - the few verbs a C test needs. A test program prints TAP and exits 0 (all
 * passed), 1 (one failed) or 77 (skipped; the last line says why).
 */
#ifndef WEIR_TAP_H
#define WEIR_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int tap_count;
static int tap_failed;

__attribute__((format(printf, 2, 3), unused)) static int tap_ok(int passed, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
	vprintf(format, arguments);
	putchar('\n');
	va_end(arguments);
	tap_failed += !passed;
	return passed;
}

/* tap_is(got, expected, "what"): integers. */
#define tap_is(got, expected, ...)                                                                 \
	do {                                                                                       \
		long long tap_got = (long long)(got), tap_expected = (long long)(expected);        \
		if (!tap_ok(tap_got == tap_expected, __VA_ARGS__))                                 \
			printf("#   got %lld, expected %lld (%s:%d)\n", tap_got, tap_expected,     \
			       __FILE__, __LINE__);                                                \
	} while (0)

__attribute__((format(printf, 1, 2), noreturn, unused)) static void tap_skip(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	putchar('\n');
	va_end(arguments);
	exit(77);
}

__attribute__((unused)) static int tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif
