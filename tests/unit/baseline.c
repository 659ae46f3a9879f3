// SPDX-License-Identifier: MIT
/* Baseline files: read, written, refused for every kind of damage; a site's ranges. */
#include "tap.h"

#include "small_baseline.h"
#include "user/detect/baseline.h"
#include "user/detect/sealed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* With its checksum; the caller frees it. NULL if @text is no object. */
static char *seal(const char *text)
{
	json_t *object = json_loads(text, 0, NULL);
	char *sealed = object ? sealed_text(object) : NULL;

	json_decref(object);
	return sealed;
}

static int parse(const char *text, struct baseline **out, char *error)
{
	char *sealed = seal(text);
	int err = sealed ? baseline_parse(sealed, strlen(sealed), out, error) : -EBADMSG;

	free(sealed);
	return err;
}

static void test_read(void)
{
	char error[BASELINE_ERROR_SIZE] = "";
	char *sealed = seal(small_baseline), *text;
	struct baseline *b = NULL;
	uint32_t lo = 7, hi = 7;

	tap_is(baseline_parse(sealed, strlen(sealed), &b, error), 0, "a baseline (%s)", error);
	if (!b)
		return;
	tap_is(b->version, 3, "version");
	tap_is(b->learned_s, 900, "learned for");
	tap_ok(baseline_forest(b, ROW_HOST, 30) == &b->forest[0], "its forest");
	tap_ok(!baseline_forest(b, ROW_HOST, 180) && !baseline_forest(b, ROW_PAIR, 30) &&
		       !baseline_forest(NULL, ROW_HOST, 30),
	       "none for other rows, none without a baseline");
	tap_ok(baseline_range(b, ROW_HOST, 30, HOST_out_flows, &lo, &hi) && !lo && hi == 19,
	       "range of a feature");
	tap_ok(baseline_range(b, ROW_HOST, 30, HOST_out_peers, &lo, &hi) && lo == 1 && hi == 4,
	       "range of another");
	tap_ok(!baseline_range(b, ROW_HOST, 30, HOST_in_flows, &lo, &hi) &&
		       !baseline_range(b, ROW_HOST, 180, HOST_out_flows, &lo, &hi) &&
		       !baseline_range(NULL, ROW_HOST, 30, HOST_out_flows, &lo, &hi) && lo == 1 &&
		       hi == 4,
	       "none of a feature it does not know");
	text = baseline_text(b);
	baseline_free(b);
	tap_is(baseline_parse(text, strlen(text), &b, error), 0, "written and read again");
	free(sealed);
	sealed = baseline_text(b);
	tap_ok(!strcmp(text, sealed), "the same bytes");
	baseline_free(b);
	free(sealed);
	free(text);
	baseline_free(NULL);
}

/* The text with one place replaced. */
static char *damage(const char *from, const char *to)
{
	const char *at = strstr(small_baseline, from);
	size_t size = sizeof(small_baseline) + strlen(to);
	char *text = malloc(size);

	if (!at)
		return strcpy(text, "");
	snprintf(text, size, "%.*s%s%s", (int)(at - small_baseline), small_baseline, to,
		 at + strlen(from));
	return text;
}

static void test_damaged(void)
{
	static const struct {
		const char *from, *to, *says;
	} cases[] = {
		{"\"schema\":1", "\"schema\":2", "schema"},
		{"\"kind\":\"baseline\"", "\"kind\":\"model\"", "kind"},
		{"\"version\":3", "\"version\":-1", "version"},
		{"\"learned\":{", "\"learnt\":{", "from"},
		{"\"to\":2000", "\"to\":999", "to"},
		{"\"seconds\":900", "\"seconds\":\"900\"", "seconds"},
		{"\"seed\":7", "\"seed\":7.5", "seed"},
		{"\"forests\":[{", "\"forests\":[],\"f\":[{", "forests"},
		{"\"rows\":\"host\"", "\"rows\":\"guest\"", "rows"},
		{"\"window_s\":30", "\"window_s\":0", "window_s"},
		{"\"features\":[\"out_flows\"", "\"features\":[\"out_fows\"", "out_fows"},
		{"\"features\":[\"out_flows\"", "\"features\":[\"out_peers\"", "twice"},
		{"\"features\":[", "\"features\":[],\"f\":[", "features"},
		{"[0,3,19]", "[4,3,19]", "ranges"},
		{"[0,3,19]", "[0,19]", "ranges"},
		{"[0,3,19],", "", "ranges"},
		{"\"sample\":4", "\"sample\":1", "sample"},
		{"\"sample\":4", "\"sample\":5", "tree 0"},
		{"\"sample\":4", "\"sample\":257", "sample"},
		{"\"trees\":[", "\"trees\":[],\"t\":[", "trees"},
		{"0<10", "2<10", "tree 0"},
		{"0<10", "0<0", "tree 0"},
		{"0<10", "0<256", "tree 0"},
		{"0<10", "0>10", "tree 0"},
		{"=2 =1\"", "=2\"", "tree 0"},
		{"=2 =1\"", "=2 =1 =0\"", "tree 0"},
		{"=2 =1\"", "=2 =1 \"", "tree 0"},
		{"=2 =1\"", "=2  =1\"", "tree 0"},
		{"\"0<10 1<3 =1 =2 =1\"", "4", "tree 0"},
		{"0<10 1<3 =1 =2 =1", "0<1 0<1 0<1 0<1 0<1 0<1 0<1 0<1 0<1 0<1 0<1 =4", "tree 0"},
		{"\"trained\":40", "\"trained\":3", "trained"},
		{"\"held_out\":10", "\"held_out\":0", "held_out"},
		{"\"quantile\":9990", "\"quantile\":10001", "quantile"},
		{"\"threshold\":600", "\"threshold\":0", "threshold"},
		{"[400,450,500,590,595]", "[400,450,500,590]", "scores"},
		{"[400,450,500,590,595]", "[400,450,500,499,595]", "scores"},
		{"[400,450,500,590,595]", "[400,450,500,590,1001]", "scores"},
		{"\"score\":527", "\"score\":528", "vector 0"},
		{"\"bins\":[10,0]", "\"bins\":[10]", "vector 1"},
		{"\"bins\":[10,0]", "\"bins\":[256,0]", "vector 1"},
		{",{\"bins\":[10,0],\"score\":726}", "", "vectors"},
	};
	char error[BASELINE_ERROR_SIZE];
	struct baseline *b = NULL;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = damage(cases[i].from, cases[i].to);
		int err;

		error[0] = '\0';
		err = parse(text, &b, error);
		tap_ok(err == -EINVAL && !b && strstr(error, cases[i].says), "%s: %d, %s",
		       cases[i].to, err, error);
		free(text);
	}
}

static void test_file(void)
{
	char error[BASELINE_ERROR_SIZE], path[] = "/tmp/weir-baseline-XXXXXX";
	char *sealed = seal(small_baseline), *at = strstr(sealed, "\"version\":3");
	struct baseline *b = NULL;
	int fd = mkstemp(path);
	size_t length = strlen(sealed);

	tap_ok(write(fd, sealed, length) == (ssize_t)length, "a file");
	tap_is(baseline_load(path, &b, error), 0, "read");
	baseline_free(b);
	b = NULL;
	tap_is(baseline_parse(sealed, length / 2, &b, error), -EINVAL, "half of it is refused");
	memcpy(at, "\"version\":4", 11);
	tap_ok(baseline_parse(sealed, length, &b, error) == -EINVAL && !b &&
		       strstr(error, "checksum"),
	       "the checksum sees a changed number: %s", error);
	if (ftruncate(fd, BASELINE_FILE_MAX + 1ll))
		tap_ok(0, "cannot grow the file");
	tap_is(baseline_load(path, &b, error), -EFBIG, "a file without end");
	close(fd);
	unlink(path);
	tap_is(baseline_load(path, &b, error), -ENOENT, "no file: %s", error);
	free(sealed);
}

int main(void)
{
	test_read();
	test_damaged();
	test_file();
	return tap_done();
}
