// SPDX-License-Identifier: MIT
/* Features, values and reasons in words. */
#include "tap.h"

#include "user/detect/feature.h"
#include "user/detect/phrase.h"

#include <string.h>

static void test_values(void)
{
	static const struct {
		const char *unit;
		uint32_t value;
		const char *text;
	} cases[] = {
		{ "flows", 512, "512" },
		{ "per mille", 950, "95 %" },
		{ "per mille", 5, "0.5 %" },
		{ "per mille", 1000, "100 %" },
		{ "bytes", 9999, "9999 bytes" },
		{ "bytes", 12345, "12 kB" },
		{ "bytes", 1250000, "1.2 MB" },
		{ "bytes", UINT32_MAX, "4.2 GB" },
		{ "ms", 999, "999 ms" },
		{ "ms", 2450, "2.4 s" },
		{ "ms", 60000, "60 s" },
		{ "ms", 180000, "3 min" },
		{ "us", 1500, "1.5 ms" },
		{ "s", 0, "0 s" },
		{ "s", 7200, "2 h" },
		{ "s", 864000, "10 days" },
		{ "flag", 1, "yes" },
		{ "flag", 0, "no" },
		{ "hosts", UINT32_MAX, "4294967295" },
	};
	char text[PHRASE_VALUE_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		phrase_value(cases[i].unit, cases[i].value, text);
		tap_ok(!strcmp(text, cases[i].text), "%u %s: %s", cases[i].value, cases[i].unit,
		       text);
	}
}

static void test_ranges(void)
{
	static const struct {
		const char *unit;
		uint32_t lo, hi;
		const char *text;
	} cases[] = {
		{ "flows", 0, 14, "at most 14" },	   { "flows", 3, 9, "3 to 9" },
		{ "flows", 257, UINT32_MAX, "at least 257" }, { "flows", 7, 7, "7" },
		{ "flows", 0, UINT32_MAX, "anything" },	   { "per mille", 700, 1000, "at least 70 %" },
		{ "per mille", 0, 300, "at most 30 %" },   { "per mille", 0, 1000, "anything" },
		{ "bytes", 100, 20000, "100 bytes to 20 kB" },
	};
	char text[PHRASE_RANGE_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		phrase_range(cases[i].unit, cases[i].lo, cases[i].hi, text);
		tap_ok(!strcmp(text, cases[i].text), "%s", text);
	}
}

/* Every feature has words, short enough for a sentence, and none is a bare identifier. */
static void test_features(void)
{
	char text[PHRASE_REASON_SIZE];
	unsigned int wrong = 0, count = 0;

	for (int kind = 0; kind < ROW_KINDS; kind++)
		for (unsigned int i = 0; i < feature_count((enum row_kind)kind); i++) {
			const struct feature_info *info = feature_info((enum row_kind)kind, i);
			const struct reason r = { info->name, UINT32_MAX, UINT32_MAX - 2,
						  UINT32_MAX - 1, 0, REASON_SITE };
			const char *phrase = phrase_of((enum row_kind)kind, i);

			count++;
			phrase_reason((enum row_kind)kind, &r, text);
			if (phrase && *phrase && strlen(phrase) < 96 && !strchr(phrase, '_') &&
			    !strncmp(text, phrase, strlen(phrase)) &&
			    strlen(text) < PHRASE_REASON_SIZE - 1)
				continue;
			wrong++;
			printf("# %s: %s\n", info->name, phrase);
		}
	tap_is(wrong, 0, "%u features have words", count);
}

static void test_reason(void)
{
	struct reason r = { "out_unanswered_share", 950, 0, 699, 500, REASON_LIMIT };
	char text[PHRASE_REASON_SIZE];

	phrase_reason(ROW_HOST, &r, text);
	tap_ok(!strcmp(text, "tries without answer: 95 %, expected at most 69.9 %") ||
		       !strcmp(text, "tries without answer: 95 %, expected at most 69 %"),
	       "%s", text);
	r.feature = "unheard_of";
	phrase_reason(ROW_HOST, &r, text);
	tap_ok(!strcmp(text, "unheard_of: 950, expected at most 699"), "%s", text);
	tap_ok(!strcmp(phrase_basis(REASON_SITE), "this site's own past"), "whose word it is");
}

int main(void)
{
	test_values();
	test_ranges();
	test_features();
	test_reason();
	return tap_done();
}
