// SPDX-License-Identifier: MIT
#include "recent.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_BYTES 128
#define ANSWER_BYTES (CONTROL_ANSWER_MAX - 1024)

void recent_add(struct recent *r, const char *line, size_t length)
{
	char **place = &r->line[r->count % RECENT_ALERTS];
	char *copy = length <= RECENT_LINE_MAX ? strndup(line, length) : NULL;

	if (!copy)
		return;
	free(*place);
	*place = copy;
	r->count++;
}

void recent_fini(struct recent *r)
{
	for (size_t i = 0; i < RECENT_ALERTS; i++)
		free(r->line[i]);
	memset(r, 0, sizeof(*r));
}

static const char *line_at(const struct recent *r, uint64_t number)
{
	return r->line[number % RECENT_ALERTS];
}

/* The lines from *first up to @end as an array after @head bytes of room; *first rises
 * until they fit. */
static size_t bytes_of(const struct recent *r, uint64_t *first, uint64_t end)
{
	size_t bytes = HEAD_BYTES;
	uint64_t i = end;

	while (i > *first) {
		size_t length = strlen(line_at(r, i - 1)) + 1;

		if (bytes + length > ANSWER_BYTES)
			break;
		bytes += length;
		i--;
	}
	*first = i;
	return bytes;
}

static char *write_page(const struct recent *r, uint64_t first, uint64_t end)
{
	uint64_t oldest = r->count > RECENT_ALERTS ? r->count - RECENT_ALERTS : 0;
	size_t size = bytes_of(r, &first, end);
	char *text = malloc(size), *at = text;

	if (!text)
		return NULL;
	at += snprintf(at, HEAD_BYTES,
		       "{\"count\":%" PRIu64 ",\"first\":%" PRIu64 ",\"more\":%s,\"alerts\":[",
		       end - first, first, first > oldest ? "true" : "false");
	for (uint64_t i = first; i < end; i++) {
		if (i > first)
			*at++ = ',';
		at = stpcpy(at, line_at(r, i));
	}
	stpcpy(at, "]}");
	return text;
}

static char *answer_alerts(void *ctx, const struct control_peer *peer, const json_t *arguments,
			   struct control_error *error)
{
	const struct recent *r = ctx;
	uint64_t first = r->count > RECENT_ALERTS ? r->count - RECENT_ALERTS : 0;
	uint64_t limit = RECENT_ALERTS, end = r->count;

	(void)peer;
	if (!control_number(arguments, "limit", 0, INT64_MAX, &limit))
		return control_refuse(error, -EINVAL, "limit must be a number of alerts");
	if (!control_number(arguments, "before", 0, INT64_MAX, &end))
		return control_refuse(error, -EINVAL, "before must be the number of an alert");
	if (end > r->count)
		end = r->count;
	if (end < first)
		end = first;
	if (end - first > limit)
		first = end - limit;
	return write_page(r, first, end);
}

const struct control_command command_recent[] = {
	{.name = "alerts", .arguments = "[limit=N] [before=NUMBER]", .text = answer_alerts},
	{.name = NULL},
};
