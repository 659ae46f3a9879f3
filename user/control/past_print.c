// SPDX-License-Identifier: MIT
#include "past_print.h"
#include "text_wrap.h"

#include "../detect/baseline_store.h"
#include "../detect/feature.h"
#include "../detect/iforest_train.h"

#include <string.h>
#include <time.h>

typedef json_int_t num; /* what json_pack() takes for I */

static json_t *learning_object(const struct past_state *s)
{
	const struct learner_term *t = s->learning;
	uint64_t left = t->goal_s > t->learned_s ? t->goal_s - t->learned_s : 0;

	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:i}", "from", (num)t->from_s, "seconds",
			 (num)t->learned_s, "goal", (num)t->goal_s, "left", (num)left, "seen",
			 (num)s->seen, "rows", (num)s->rows, "rows_needed", IFOREST_ROWS_MIN);
}

static json_t *forest_object(const struct iforest *f)
{
	return json_pack("{s:s,s:i,s:I,s:I,s:i,s:i,s:[iiiii]}", "rows", row_kind_name(f->rows),
			 "window_s", (int)f->window_s, "trained", (num)f->trained, "held_out",
			 (num)f->held_out, "quantile", (int)f->quantile, "threshold",
			 (int)f->threshold, "scores", (int)f->score[0], (int)f->score[1],
			 (int)f->score[2], (int)f->score[3], (int)f->score[4]);
}

static json_t *baseline_object(const struct baseline *b)
{
	json_t *forests = json_array();
	unsigned int i;

	for (i = 0; i < b->count; i++)
		json_array_append_new(forests, forest_object(&b->forest[i]));
	return json_pack("{s:i,s:I,s:I,s:I,s:o}", "version", (int)b->version, "from",
			 (num)b->from_s, "to", (num)b->to_s, "seconds", (num)b->learned_s,
			 "forests", forests);
}

json_t *past_status(const struct past_state *s)
{
	return json_pack("{s:s,s:o*,s:o*,s:{s:I,s:I,s:I,s:b},s:{s:I,s:I,s:I,s:I},s:s}", "state",
			 s->state, "learning", s->learning ? learning_object(s) : NULL, "baseline",
			 s->baseline ? baseline_object(s->baseline) : NULL, "day", "rows",
			 (num)s->day.rows, "over", (num)s->day.over, "alarms", (num)s->day.alarms,
			 "drifted", s->day.drifted, "anomalies", "scored", (num)s->stats.scored,
			 "over", (num)s->stats.over, "reported", (num)s->stats.reported,
			 "held_back", (num)s->stats.held_back, "rejected", s->rejected);
}

json_t *past_versions(const char *folder)
{
	struct baseline_version list[BASELINE_STORE_MAX];
	int count = baseline_store_list(folder, list), i;
	json_t *versions = json_array();

	for (i = 0; i < count; i++)
		json_array_append_new(
			versions, json_pack("{s:i,s:b,s:I,s:I}", "version", (int)list[i].version,
					    "current", list[i].current, "made", (num)list[i].made_s,
					    "bytes", (num)list[i].bytes));
	return versions;
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static void print_day(long long seconds, FILE *out)
{
	time_t at = (time_t)seconds;
	struct tm local;
	char day[32] = "?";

	if (localtime_r(&at, &local))
		strftime(day, sizeof(day), "%Y-%m-%d %H:%M", &local);
	fputs(day, out);
}

static void print_learning(const json_t *l, FILE *out)
{
	fputs("learning since ", out);
	print_day(number(l, "from"), out);
	fputs(": ", out);
	text_span(out, number(l, "seconds"));
	fputs(" of ", out);
	text_span(out, number(l, "goal"));
	fprintf(out, ", %lld rows seen, %lld sampled", number(l, "seen"), number(l, "rows"));
	if (number(l, "rows") < number(l, "rows_needed"))
		fprintf(out, " (%lld are needed, so it may take longer)", number(l, "rows_needed"));
	fputs("\nno alarms of class anomaly until then\n", out);
}

static void print_baseline(const json_t *b, FILE *out)
{
	const json_t *f, *scores;
	size_t i;

	fprintf(out, "version %lld, learned from ", number(b, "version"));
	print_day(number(b, "from"), out);
	fputs(" to ", out);
	print_day(number(b, "to"), out);
	fputs(" (", out);
	text_span(out, number(b, "seconds"));
	fputs(")\n", out);
	json_array_foreach(json_object_get(b, "forests"), i, f)
	{
		scores = json_object_get(f, "scores");
		fprintf(out,
			"  %s rows of %lld s: %lld trained; of %lld held out half score at most "
			"%lld, all at most %lld; threshold %lld\n",
			text(f, "rows"), number(f, "window_s"), number(f, "trained"),
			number(f, "held_out"), json_integer_value(json_array_get(scores, 0)),
			json_integer_value(json_array_get(scores, 4)), number(f, "threshold"));
	}
}

static void print_today(const json_t *status, FILE *out)
{
	const json_t *day = json_object_get(status, "day");
	const json_t *all = json_object_get(status, "anomalies");

	fprintf(out, "last day: %lld of %lld rows over the threshold, %lld hosts reported\n",
		number(day, "over"), number(day, "rows"), number(day, "alarms"));
	if (json_is_true(json_object_get(day, "drifted")))
		fprintf(out,
			"DRIFTED: the site has changed, %lld findings were held back; learn "
			"anew: weir baseline start\n",
			number(all, "held_back"));
}

void past_print_status(const json_t *status, FILE *out)
{
	const json_t *baseline = json_object_get(status, "baseline");
	const json_t *learning = json_object_get(status, "learning");

	fprintf(out, "baseline: %s\n", text(status, "state"));
	if (learning)
		print_learning(learning, out);
	if (baseline) {
		print_baseline(baseline, out);
		print_today(status, out);
	}
	if (*text(status, "rejected"))
		fprintf(out, "a version is damaged and not used: %s\n", text(status, "rejected"));
}

void past_print_learned(const json_t *status, const char *path, FILE *out)
{
	fprintf(out, "%s: ", path);
	print_baseline(json_object_get(status, "baseline"), out);
}

void past_print_versions(const json_t *versions, FILE *out)
{
	const json_t *v;
	size_t i;

	if (!json_array_size(versions))
		fputs("no version yet\n", out);
	json_array_foreach(versions, i, v)
	{
		fprintf(out, "%lld%s, made ", number(v, "version"),
			json_is_true(json_object_get(v, "current")) ? " (in use)" : "");
		print_day(number(v, "made"), out);
		fprintf(out, ", %lld bytes\n", number(v, "bytes"));
	}
}
