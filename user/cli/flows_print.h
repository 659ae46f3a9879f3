/* SPDX-License-Identifier: MIT */
/*
 * flows_print.h - flows as a table for people, as EVE lines, or as Zeek's conn.log.
 */
#ifndef WEIR_CLI_FLOWS_PRINT_H
#define WEIR_CLI_FLOWS_PRINT_H

#include "flow_list.h"
#include "table.h"

enum flows_format { FLOWS_COMPACT, FLOWS_JSON, FLOWS_ZEEK };

struct flows_print {
	enum flows_format format;
	bool numeric; /* addresses, though names are known */
	struct table table;
};

int flows_format_of(const char *name); /* enum flows_format, or -1 */

void flows_print_init(struct flows_print *p, enum flows_format format, bool numeric, FILE *out);
/* For a table whose rows are known before it is printed. */
void flows_print_measure(struct flows_print *p, const struct flow_seen *flow);
void flows_print_head(const struct flows_print *p);
void flows_print_flow(struct flows_print *p, const struct flow_seen *flow);

#endif
