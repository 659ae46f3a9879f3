// SPDX-License-Identifier: MIT
/* Fusion of rules and forest, roles of source and destination, and reasons. */
#include "tap.h"

#include "user/detect/rules.h"
#include "user/detect/verdict.h"

#include <arpa/inet.h>
#include <string.h>
#include <zlib.h>

/* Host rows: over 100 flows and over 20 peers is a host scan, over 100 flows alone is
 * a flood (of the host) by 6 votes of 10. */
static const char model_text[] =
	"{\"schema\":1,\"id\":\"test\",\"revision\":1,\"provenance\":{},"
	"\"forests\":[{\"kind\":\"random-forest\",\"rows\":\"host\",\"window_s\":0,"
	"\"features\":[\"out_flows\",\"in_packets\"],\"expected\":[[0,10],[0,1000]],"
	"\"edges\":[[100],[50000]],\"classes\":[\"benign\",\"hostscan\",\"flood\"],"
	"\"thresholds\":[0,950,950],\"votes\":10,\"leaves\":[[10,0,0],[0,10,0],[0,0,10],[4,6,0]],"
	"\"trees\":[[0,0,1,2, 1,0,3,4, 1,0,5,6, -1,0,0,0, -1,2,0,0, -1,3,0,0, -1,1,0,0]],"
	"\"vectors\":[{\"row\":[0,0],\"votes\":[10,0,0]},{\"row\":[101,0],\"votes\":[4,6,0]},"
	"{\"row\":[101,50001],\"votes\":[0,10,0]},{\"row\":[1,50001],\"votes\":[0,0,10]},"
	"{\"row\":[0,0],\"votes\":[10,0,0]},{\"row\":[0,0],\"votes\":[10,0,0]},"
	"{\"row\":[0,0],\"votes\":[10,0,0]},{\"row\":[0,0],\"votes\":[10,0,0]}]}]}";

static struct models *model_make(void)
{
	json_t *root = json_loads(model_text, 0, NULL);
	char error[MODELS_ERROR_SIZE], sum[32];
	struct models *m = NULL;
	char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);

	snprintf(sum, sizeof(sum), "crc32:%08lx",
		 crc32(0, (const unsigned char *)text, (unsigned int)strlen(text)));
	free(text);
	json_object_set_new(root, "checksum", json_string(sum));
	text = json_dumps(root, 0);
	if (models_parse(text, strlen(text), &m, error))
		printf("# %s\n", error);
	free(text);
	json_decref(root);
	return m;
}

static struct row host_row(void)
{
	struct row row = {
		.subject = {
			.kind = ROW_HOST,
			.direction = DIRECTION_OUT,
			.src = { { 0, 0, htonl(0xffff), htonl(0x0a000002) } },
			.dst = { { 0, 0, htonl(0xffff), htonl(0xc0000201) } },
			.ip_v = 4,
			.window_s = 5,
		},
		.peer = { { .addr = { { 0, 0, htonl(0xffff), htonl(0xc0000201) } },
			    .port = htons(9),
			    .direction = DIRECTION_OUT },
			  { .port = htons(80), .direction = DIRECTION_IN } },
	};

	return row;
}

/* A scan of @peers hosts. */
static struct row sweep_row(uint32_t peers)
{
	struct row row = host_row();

	row.value[HOST_out_flows] = peers;
	row.value[HOST_out_tcp_flows] = peers;
	row.value[HOST_out_peers] = peers;
	row.value[HOST_out_ports] = peers;
	row.value[HOST_out_services] = 1;
	row.value[HOST_out_syn] = peers;
	row.value[HOST_out_packets] = peers;
	row.value[HOST_out_ip_bytes] = 40 * peers;
	row.value[HOST_out_unanswered_share] = 950;
	row.value[HOST_out_top_port_share] = 1000;
	return row;
}

static const struct reason *reason_of(const struct finding *f, const char *feature)
{
	unsigned int i;

	for (i = 0; i < f->reason_count; i++)
		if (!strcmp(f->reason[i].feature, feature))
			return &f->reason[i];
	return NULL;
}

static void test_rule(struct models *m)
{
	struct finding f[VERDICT_FINDINGS], g[VERDICT_FINDINGS];
	struct row row = sweep_row(90), more = sweep_row(110);
	const struct reason *r, *s;
	unsigned int i, sum = 0;
	struct verdict *v;

	tap_is(verdict_new(m, &v), 0, "new");
	tap_is(verdict_row(v, &row, 0, f), 1, "one finding");
	tap_is(f->class, CLASS_HOSTSCAN, "of a host scan");
	tap_is(f->detector, DETECTOR_THRESHOLD, "by a rule");
	tap_ok(!memcmp(&f->subject.src, &row.subject.src, sizeof(f->subject.src)), "attacker");
	tap_is(f->packets[0], 90, "packets");
	tap_is(f->bytes[0], 3600, "bytes");
	tap_is(f->layer[DETECTOR_RF], 0, "the forest sees nothing");
	tap_is(f->score, f->layer[DETECTOR_THRESHOLD], "so the score is the rule's");
	tap_ok(f->score >= f->threshold, "beyond its threshold");
	r = reason_of(f, "out_peers");
	tap_ok(r == f->reason && r->value == 90 && r->expected_hi < 90, "strongest reason");
	for (i = 0; i < f->reason_count; i++)
		sum += f->reason[i].contribution;
	tap_ok(sum > 990 && sum <= 1000, "contributions are thousandths (%u)", sum);

	tap_is(verdict_row(v, &more, 0, g), 1, "more of it");
	tap_ok(!memcmp(f->value, row.value, sizeof(f->value)), "the row's values are kept");
	tap_ok(f->rule_count >= 1 && f->rule[0].rule->class == CLASS_HOSTSCAN &&
		       f->rule[0].score == f->layer[DETECTOR_THRESHOLD],
	       "with the rule that fired");
	for (i = 1; i < f->rule_count; i++)
		tap_ok(f->rule[i].score <= f->rule[i - 1].score, "then %s: %u",
		       f->rule[i].rule->name, f->rule[i].score);
	tap_is(f->rule[f->rule_count - 1].score, 0, "last the one that nearly did");
	tap_is(f->forest.class_count, 3, "and what the forest said of each class");
	tap_is(f->forest.share[0] + f->forest.share[1] + f->forest.share[2], 1000, "in all");
	s = reason_of(g, "out_peers");
	tap_ok(s && s->value == 110 && s->contribution != r->contribution,
	       "the reason changes with the value");
	tap_is(g->layer[DETECTOR_RF], 600, "now the forest agrees");
	tap_ok(g->score > g->layer[DETECTOR_THRESHOLD], "and lifts the score");
	verdict_free(v);
}

static void test_forest(struct models *m)
{
	struct finding f[VERDICT_FINDINGS], g[VERDICT_FINDINGS];
	struct row row = host_row();
	struct verdict *v;

	verdict_new(m, &v);
	row.value[HOST_out_flows] = 500;
	row.value[HOST_out_tcp_flows] = 500;
	tap_is(verdict_row(v, &row, 0, f), 0, "600 of 1000 votes are not enough alone");
	row.value[HOST_in_packets] = 60000;
	tap_is(verdict_row(v, &row, 0, f), 1, "all votes are");
	tap_is(f->class, CLASS_HOSTSCAN, "host scan");
	tap_is(f->detector, DETECTOR_RF, "by the forest");
	tap_is(f->score, 1000, "score");
	tap_is(f->threshold, 950, "threshold of the class");
	tap_is(f->certainty, 1, "a forest alone is never very certain");
	tap_ok(f->reason_count && !strcmp(f->reason[0].feature, "out_flows") &&
		       f->reason[0].value == 500 && f->reason[0].expected_hi == 10,
	       "the feature that takes most votes away");
	row.value[HOST_out_flows] = 501;
	verdict_row(v, &row, 0, g);
	tap_is(g->reason[0].value, 501, "the reason changes with the value");
	row.value[HOST_out_flows] = 0;
	tap_is(verdict_row(v, &row, 0, g), 1, "a flood by the forest");
	tap_ok(!memcmp(&g->subject.dst, &row.subject.src, sizeof(g->subject.dst)),
	       "names the row's host as victim");
	tap_is(g->subject.direction, DIRECTION_IN, "and turns the direction");
	tap_is(g->packets[0], 60000, "packets towards it");
	row.value[HOST_in_reply_ip_bytes] = 4000;
	tap_ok(verdict_row(v, &row, 0, g) == 1 && g->bytes[1] == 4000, "bytes that it answered");
	verdict_free(v);

	verdict_new(NULL, &v);
	tap_is(verdict_row(v, &row, 0, g), 0, "no model, no forest");
	verdict_free(v);
	verdict_free(NULL);
}

/* Scanned and flooded at once: two findings, each with its own roles. */
static void test_both(void)
{
	struct finding f[VERDICT_FINDINGS];
	struct row row = sweep_row(200);
	struct verdict *v;

	row.value[HOST_overflow_packets] = 50000;
	verdict_new(NULL, &v);
	tap_is(verdict_row(v, &row, 0, f), 2, "two findings of one row");
	tap_ok(f[0].class == CLASS_HOSTSCAN && f[1].class == CLASS_FLOOD, "of both kinds");
	tap_ok(!memcmp(&f[0].subject.src, &f[1].subject.dst, sizeof(f[0].subject.src)),
	       "once attacker, once victim");
	tap_ok(!memcmp(&f[0].subject.dst, &row.peer[0].addr, sizeof(f[0].subject.dst)),
	       "the attacker's victim");
	tap_ok(!memcmp(&f[1].subject.src, &row.peer[1].addr, sizeof(f[1].subject.src)),
	       "the victim's attackers");
	tap_is(f[0].subject.dport, htons(9), "the port it tried");
	tap_is(f[1].subject.dport, htons(80), "and its own that is flooded");
	tap_ok(!f[0].subject.sport && !f[1].subject.sport, "no source port");
	tap_is(f[0].subject.direction, DIRECTION_OUT, "outwards");
	tap_is(f[1].subject.direction, DIRECTION_IN, "inwards");
	verdict_free(v);
}

int main(void)
{
	struct models *m = model_make();

	tap_ok(m != NULL, "model");
	test_rule(m);
	test_forest(m);
	test_both();
	models_free(m);
	return tap_done();
}
