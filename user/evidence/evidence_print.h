/* SPDX-License-Identifier: MIT */
/*
 * evidence_print.h - captures as JSON, for the control socket and for those who read the
 * folder, and that JSON for people. New references, NULL on lack of memory; the printers
 * take any JSON and leave out what is missing.
 */
#ifndef WEIR_EVIDENCE_PRINT_H
#define WEIR_EVIDENCE_PRINT_H

#include "evidence.h"

#include <jansson.h>
#include <stdio.h>

/* {"folder","bytes","total","files":[{"name","alert_id","time","bytes"}]}, newest first;
 * alert_id null: asked for. @s NULL: none; total is left out of a store only looked at. */
json_t *evidence_list(const char *folder, const struct store *s);

/* {"open":[{"name","of","packets","packets_max","bytes","left_s"}],"alerts"} */
json_t *evidence_status(const struct evidence *e, uint64_t now);

/* {"name","path","of","packets","bytes","seconds"} */
json_t *evidence_started(const char *folder, const char *name, const struct subject *s,
			 const struct evidence_bounds *bounds);

/* The counters, for stats: as struct evidence_stats names them. */
json_t *evidence_stats_json(const struct evidence_stats *s);

void evidence_print_list(const json_t *list, FILE *out);
void evidence_print_status(const json_t *status, FILE *out);

#endif
