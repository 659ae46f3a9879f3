// SPDX-License-Identifier: MIT
/* The life of a baseline: learned, stored, restarted, rolled back, damaged, drifted. */
#include "tap.h"

#include "user/detect/baseline_store.h"
#include "user/detect/chance.h"
#include "user/sensor/past.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND 1000000000ull
#define WALL 1700000000

struct told {
	unsigned int count[JOURNAL_KINDS];
	char last[512];
};

static char folder[] = "/tmp/weir-past-XXXXXX";
static struct told told;

static void note(void *ctx, enum journal_kind kind, const char *message)
{
	struct told *t = ctx;

	t->count[kind]++;
	snprintf(t->last, sizeof(t->last), "%s", message);
}

static struct past *past_make(uint64_t now)
{
	const struct past_options o = {.folder = folder,
				       .rows_max = 512,
				       .quantile = 9990,
				       .keep = 2,
				       .event = note,
				       .ctx = &told};
	struct past *p;

	memset(&told, 0, sizeof(told));
	tap_is(past_new(&o, now, &p), 0, "the past of a site");
	return p;
}

static struct row row_of(uint32_t host, uint64_t now, uint32_t flows)
{
	struct row row = {.subject = {.kind = ROW_HOST,
				      .direction = DIRECTION_OUT,
				      .src = {{0, 0, htonl(0xffff), htonl(0x0a000000 + host)}},
				      .ip_v = 4,
				      .window_s = 30,
				      .start_ns = now,
				      .end_ns = now + 30 * SECOND}};

	row.value[HOST_out_flows] = row.value[HOST_out_peers] = flows;
	row.value[HOST_in_flows] = row.value[HOST_in_packets] = flows > 100 ? flows : 0;
	return row;
}

static void feed(struct past *p, uint64_t now, uint32_t rows)
{
	const struct iforest *forest;
	uint64_t chance = now;
	uint16_t score;

	while (rows--) {
		struct row row = row_of(rows % 5, now, 1 + (uint32_t)chance_below(&chance, 20));

		anomaly_row(past_anomaly(p), &row, NULL, 0, row.subject.end_ns, &forest, &score);
	}
}

static struct past_state view(const struct past *p)
{
	struct past_state state;

	past_view(p, &state);
	return state;
}

static bool is(const struct past *p, const char *state)
{
	struct past_state now = view(p);

	if (!strcmp(now.state, state))
		return true;
	printf("# is %s\n", now.state);
	return false;
}

/* Ticks until what is being trained is done, and on the disk. */
static void settle(struct past *p, uint64_t now)
{
	unsigned int i;

	for (i = 0; i < 30000 && !strcmp(view(p).state, "training"); i++) {
		past_tick(p, now, WALL);
		poll(NULL, 0, 1);
	}
}

static void learn(struct past *p, uint64_t now)
{
	past_start(p, 60, now, WALL);
	feed(p, now, 600);
	past_tick(p, now + 61 * SECOND, WALL + 61);
	settle(p, now + 62 * SECOND);
}

static void test_learn(void)
{
	struct past *p = past_make(SECOND);
	struct past_state state;

	tap_ok(is(p, "none"), "nothing is known of a new site");
	tap_is(past_stop(p), -EALREADY, "nothing to stop: %s", past_error(p));
	tap_is(past_rollback(p, 0), -ENOENT, "nothing to go back to: %s", past_error(p));
	tap_is(past_start(p, 60, 2 * SECOND, WALL), 0, "started");
	tap_is(told.count[JOURNAL_BASELINE_STARTED], 1, "and told");
	feed(p, 2 * SECOND, 20);
	past_tick(p, 32 * SECOND, WALL + 30);
	state = view(p);
	tap_ok(state.learning && state.learning->learned_s == 30 && state.learning->goal_s == 60,
	       "half of the time");
	tap_is(state.rows, 20, "rows so far");
	tap_is(past_stop(p), -ENODATA, "too few to stop: %s", past_error(p));
	past_tick(p, 70 * SECOND, WALL + 68);
	tap_ok(is(p, "learning"), "too few rows when the time is over: it goes on");
	feed(p, 70 * SECOND, 600);
	past_tick(p, 71 * SECOND, WALL + 69);
	tap_ok(is(p, "training"), "until there are enough");
	tap_is(past_start(p, 60, 71 * SECOND, WALL), -EBUSY, "no start meanwhile: %s",
	       past_error(p));
	settle(p, 72 * SECOND);
	tap_ok(is(p, "in use"), "then it is in use");
	tap_is(told.count[JOURNAL_BASELINE_READY], 1, "and told: %s", told.last);
	state = view(p);
	tap_ok(state.baseline && state.baseline->version == 1 && state.baseline->from_s == WALL &&
		       state.baseline->to_s == WALL + 69,
	       "version 1, with its dates");
	past_free(p);
	past_free(NULL);
}

static void test_restart(void)
{
	struct past *p = past_make(SECOND);
	struct past_state state = view(p);

	tap_ok(is(p, "in use") && state.baseline->version == 1, "in use after a restart");
	past_start(p, 100, SECOND, WALL);
	feed(p, SECOND, 100);
	tap_is(past_save(p, 41 * SECOND, WALL + 40), 0, "a restart while it learns");
	past_free(p);
	p = past_make(7 * SECOND);
	state = view(p);
	tap_ok(state.learning && state.learning->learned_s == 40 && state.seen == 100,
	       "goes on where it was");
	feed(p, 8 * SECOND, 500);
	past_tick(p, 68 * SECOND, WALL + 200);
	settle(p, 68 * SECOND);
	tap_ok(is(p, "in use") && view(p).baseline->version == 2 &&
		       view(p).baseline->learned_s == 101,
	       "and ends in version 2");
	past_free(p);
	p = past_make(SECOND);
	tap_ok(!view(p).learning, "nothing is left to learn then");
	past_free(p);
}

static void test_versions(void)
{
	struct baseline_version list[BASELINE_STORE_MAX];
	struct past *p = past_make(SECOND);

	tap_is(past_rollback(p, 0), 0, "back to the version before");
	tap_is(view(p).baseline->version, 1, "which is 1");
	tap_is(past_rollback(p, 0), -ENOENT, "there is none before it");
	tap_is(past_rollback(p, 9), -ENOENT, "nor a ninth");
	tap_is(past_rollback(p, 2), 0, "forth to 2");
	past_rollback(p, 1);
	learn(p, SECOND);
	tap_is(view(p).baseline->version, 3, "the next is 3");
	learn(p, 100 * SECOND);
	tap_is(baseline_store_list(folder, list), 2, "two are kept");
	tap_ok(list[0].version == 4 && list[0].current && list[1].version == 3 && !list[1].current,
	       "the newest");
	tap_is(past_reset(p), 0, "reset");
	tap_ok(is(p, "none") && !anomaly_baseline(past_anomaly(p)), "uses none");
	past_free(p);
	p = past_make(SECOND);
	tap_ok(is(p, "none"), "nor after a restart");
	tap_is(past_rollback(p, 4), 0, "but can go back");
	past_free(p);
}

static void damage(const char *name, off_t size)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	tap_ok(!truncate(path, size), "%s is cut", name);
}

static void test_damaged(void)
{
	struct past *p;

	damage("4.json", 5000);
	p = past_make(SECOND);
	tap_is(told.count[JOURNAL_BASELINE_REJECTED], 1, "told: %s", told.last);
	tap_ok(is(p, "in use") && view(p).baseline->version == 3, "the one before is in use");
	tap_ok(*view(p).rejected, "status says why: %s", view(p).rejected);
	tap_is(past_rollback(p, 4), -EINVAL, "it cannot be chosen: %s", past_error(p));
	tap_is(view(p).baseline->version, 3, "and replaces none");
	past_start(p, 100, SECOND, WALL);
	feed(p, SECOND, 100);
	past_save(p, 41 * SECOND, WALL + 40);
	past_free(p);
	damage("sample", 900);
	p = past_make(SECOND);
	tap_ok(told.count[JOURNAL_BASELINE_REJECTED] && !view(p).learning,
	       "half a sample is not used: %s", told.last);
	damage("3.json", 0);
	past_free(p);
	p = past_make(SECOND);
	tap_ok(is(p, "none"), "no good version left");
	past_free(p);
}

static void test_gone(void)
{
	char path[300];
	struct past *p = past_make(SECOND);

	learn(p, SECOND);
	learn(p, 100 * SECOND);
	tap_is(view(p).baseline->version, 6, "two new versions");
	past_free(p);
	snprintf(path, sizeof(path), "%s/6.json", folder);
	tap_ok(!remove(path), "the one in use is deleted");
	p = past_make(SECOND);
	tap_is(told.count[JOURNAL_BASELINE_REJECTED], 1, "told: %s", told.last);
	tap_ok(view(p).baseline && view(p).baseline->version == 5, "the one before is in use");
	past_free(p);
}

/* A day of learning is not lost because the disk was full when it ended. */
static void test_no_room(void)
{
	char path[300];
	struct past *p = past_make(SECOND);

	snprintf(path, sizeof(path), "%s/6.json.new", folder);
	tap_ok(!mkdir(path, 0700), "the next version cannot be written");
	past_start(p, 60, SECOND, WALL);
	feed(p, SECOND, 600);
	tap_is(past_save(p, 60 * SECOND, WALL + 59), 0, "its sample can");
	past_tick(p, 62 * SECOND, WALL + 61);
	settle(p, 63 * SECOND);
	tap_ok(is(p, "in use") && told.count[JOURNAL_BASELINE_REJECTED] == 1, "told: %s",
	       told.last);
	past_free(p);
	tap_ok(!rmdir(path), "there is room again");
	p = past_make(SECOND);
	past_tick(p, 3 * SECOND, WALL + 63);
	settle(p, 4 * SECOND);
	tap_ok(is(p, "in use") && view(p).baseline->version == 6,
	       "a restart makes it of the sample");
	past_start(p, 60, 5 * SECOND, WALL);
	feed(p, 5 * SECOND, 100);
	past_save(p, 6 * SECOND, WALL);
	past_start(p, 60, 7 * SECOND, WALL);
	past_free(p);
	p = past_make(SECOND);
	tap_ok(!view(p).learning, "what was begun anew does not go on where it was before");
	past_free(p);
}

static void test_drift(void)
{
	const struct iforest *forest;
	struct past *p = past_make(SECOND);
	uint32_t host, window;
	uint16_t score;

	learn(p, SECOND);
	memset(&told, 0, sizeof(told));
	for (window = 10; window < 14; window++)
		for (host = 0; host < 20; host++) {
			struct row row = row_of(host, window * 30 * SECOND, 60000);

			anomaly_row(past_anomaly(p), &row, NULL, 0, row.subject.end_ns, &forest,
				    &score);
		}
	past_tick(p, 500 * SECOND, WALL);
	past_tick(p, 501 * SECOND, WALL);
	tap_is(told.count[JOURNAL_BASELINE_DRIFT], 1, "drift is told once: %s", told.last);
	tap_ok(view(p).day.drifted, "and status says so");
	past_free(p);
}

static void test_text(void)
{
	struct past *p = past_make(SECOND);
	struct past_state state = view(p);
	json_t *status = past_status(&state), *list = past_versions(folder);
	char text[2048] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	past_print_status(status, out);
	past_print_versions(list, out);
	past_print_status(list, out);
	past_print_versions(status, out);
	fclose(out);
	tap_ok(strstr(text, "baseline: in use\nversion 7, learned from ") &&
		       strstr(text, "7 (in use), made "),
	       "for people");
	json_decref(status);
	json_decref(list);
	past_free(p);
}

static void clean(void)
{
	static const char *const names[] = {"3.json", "4.json",	 "5.json", "6.json",
					    "7.json", "current", "sample"};
	char path[300];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	tap_ok(!rmdir(folder), "nothing else is left in the folder");
}

int main(void)
{
	if (!mkdtemp(folder))
		tap_skip("no folder for files");
	test_learn();
	test_restart();
	test_versions();
	test_damaged();
	test_gone();
	test_no_room();
	test_drift();
	test_text();
	clean();
	return tap_done();
}
