/* SPDX-License-Identifier: MIT */
/* rules_cases.h - rows as real tools and real users make them, and what rules say. */
#ifndef WEIR_RULES_CASES_H
#define WEIR_RULES_CASES_H

#include "user/detect/rules.h"

struct setting {
	uint8_t feature;
	uint32_t value;
};

static const struct {
	const char *what;
	enum row_kind kind;
	uint32_t window_s;
	uint16_t port;
	uint8_t ip_proto;
	int class; /* -1: nothing */
	enum direction direction; /* of the flows */
	struct setting set[14]; /* ends at the first zero value */
} cases[] = {
#include "rules_cases_host.h"
#include "rules_cases_pair.h"
#include "rules_cases_names.h"
};

#endif
