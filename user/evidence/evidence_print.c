// SPDX-License-Identifier: MIT
#include "evidence_print.h"

#include <string.h>
#include <time.h>

typedef json_int_t num; /* what json_pack() takes for I */

#define TIME_SIZE 32

static void time_text(int64_t seconds, char out[static TIME_SIZE])
{
	time_t when = (time_t)seconds;
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static json_t *file_object(const struct store_file *f)
{
	char id[STORE_NAME_SIZE], when[TIME_SIZE];

	store_name_id(f->name, id);
	time_text(store_name_time(f->name), when);
	return json_pack("{s:s,s:s?,s:s,s:I}", "name", f->name, "alert_id",
			 strcmp(id, STORE_ON_DEMAND) ? id : NULL, "time", when, "bytes",
			 (num)f->bytes);
}

json_t *evidence_list(const char *folder, const struct store *s)
{
	json_t *files = json_array(), *total = NULL;
	unsigned int i;

	for (i = s ? s->count : 0; files && i--;)
		if (json_array_append_new(files, file_object(&s->file[i]))) {
			json_decref(files);
			return NULL;
		}
	if (s && s->total)
		total = json_integer((num)s->total);
	return json_pack("{s:s,s:I,s:o*,s:o}", "folder", folder, "bytes", (num)(s ? s->used : 0),
			 "total", total, "files", files);
}

json_t *evidence_status(const struct evidence *e, uint64_t now)
{
	json_t *open = json_array();
	struct evidence_capture c;
	unsigned int i;

	for (i = 0; open && evidence_capture(e, i, now, &c); i++)
		if (json_array_append_new(open, json_pack("{s:s,s:s,s:I,s:I,s:I,s:I}", "name",
							  c.name, "of", c.subject, "packets",
							  (num)c.packets, "packets_max",
							  (num)c.packets_max, "bytes", (num)c.bytes,
							  "left_s",
							  (num)(c.left_ns / 1000000000)))) {
			json_decref(open);
			return NULL;
		}
	return json_pack("{s:o,s:b}", "open", open, "alerts", evidence_wants_alerts(e));
}

json_t *evidence_started(const char *folder, const char *name, const struct subject *s,
			 const struct evidence_bounds *bounds)
{
	char of[SUBJECT_TEXT_SIZE];

	subject_text(s, of);
	return json_pack("{s:s,s:s++,s:s,s:I,s:I,s:I}", "name", name, "path", folder, "/", name,
			 "of", of, "packets", (num)bounds->packets, "bytes", (num)bounds->bytes,
			 "seconds", (num)(bounds->ns / 1000000000));
}

json_t *evidence_stats_json(const struct evidence_stats *s)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "begun",
			 (num)s->begun, "finished", (num)s->finished, "empty", (num)s->empty,
			 "covered", (num)s->covered, "refused", (num)s->refused, "failed",
			 (num)s->failed, "packets", (num)s->packets, "stray", (num)s->stray,
			 "removed", (num)s->removed, "open", (num)s->open, "files", (num)s->files,
			 "bytes", (num)s->bytes);
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* "2025-01-31 12:00:00" in local time, of what time_text() made. */
static void local_text(const char *stamp, char out[static TIME_SIZE])
{
	struct tm tm = {0};
	const char *end = strptime(stamp, "%Y-%m-%dT%H:%M:%SZ", &tm);
	time_t when = end && !*end ? timegm(&tm) : -1;

	strcpy(out, "?");
	if (when >= 0 && localtime_r(&when, &tm))
		strftime(out, TIME_SIZE, "%Y-%m-%d %H:%M:%S", &tm);
}

void evidence_print_list(const json_t *list, FILE *out)
{
	char when[TIME_SIZE];
	const json_t *file, *files = json_object_get(list, "files");
	size_t i;

	json_array_foreach(files, i, file)
	{
		local_text(text(file, "time"), when);
		fprintf(out, "%s  %9lld bytes  %s\n", when, number(file, "bytes"),
			text(file, "name"));
	}
	fprintf(out, "%zu capture%s, %lld bytes", json_array_size(files),
		json_array_size(files) == 1 ? "" : "s", number(list, "bytes"));
	if (number(list, "total"))
		fprintf(out, " of %lld", number(list, "total"));
	fprintf(out, " in %s\n", text(list, "folder"));
}

void evidence_print_status(const json_t *status, FILE *out)
{
	const json_t *c, *open = json_object_get(status, "open");
	size_t i;

	fprintf(out, "captures with alarms: %s\n",
		json_is_true(json_object_get(status, "alerts")) ? "on" : "off");
	json_array_foreach(open, i, c)
		fprintf(out, "%s: %s, %lld of %lld packets, %lld bytes, %lld s left\n",
			text(c, "name"), text(c, "of"), number(c, "packets"),
			number(c, "packets_max"), number(c, "bytes"), number(c, "left_s"));
	if (!json_array_size(open))
		fputs("none is open\n", out);
}
