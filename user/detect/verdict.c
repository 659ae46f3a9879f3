// SPDX-License-Identifier: MIT
#include "verdict.h"

#include "anomaly.h"
#include "explain.h"
#include "rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <weir/parse.h>

struct verdict {
	const struct models *models;
	struct anomaly *anomaly; /* NULL: none */
	uint64_t forest_rows; /* that a forest was asked about */
};

/* What the forests say of a row. */
struct opinion {
	const struct forest *forest; /* NULL: none for such rows, or not asked */
	uint16_t share[MODEL_CLASSES_MAX]; /* thousandths */
	unsigned int best; /* strongest class that is not benign */
};

int verdict_new(const struct models *m, struct verdict **out)
{
	struct verdict *v = calloc(1, sizeof(*v));

	if (!v)
		return -ENOMEM;
	v->models = m;
	*out = v;
	return 0;
}

void verdict_use_models(struct verdict *v, const struct models *m)
{
	v->models = m;
}

void verdict_use(struct verdict *v, struct anomaly *a)
{
	v->anomaly = a;
}

uint64_t verdict_forest_rows(const struct verdict *v)
{
	return v->forest_rows;
}

void verdict_free(struct verdict *v)
{
	free(v);
}

/* Scores the row only if that can change the verdict: a rule @fired, or the forest may
 * decide some class alone. */
static void opinion_form(const struct verdict *v, const struct row *row, bool fired,
			 struct opinion *o)
{
	uint32_t votes[MODEL_CLASSES_MAX];
	const struct forest *f;
	unsigned int c;

	f = models_find(v->models, row->subject.kind, row->subject.window_s);
	if (!f || (!fired && !f->alone))
		return;
	forest_score(f, &row, 1, votes);
	forest_shares(f, votes, o->share);
	for (c = 0; c < f->class_count; c++) {
		if (f->class[c] == FOREST_BENIGN)
			continue;
		if (!o->best || o->share[c] > o->share[o->best])
			o->best = c;
	}
	o->forest = f;
}

/* The forest's share for a class; 0 where it does not know it. */
static uint16_t opinion_share(const struct opinion *o, enum alert_class class)
{
	unsigned int c;

	if (!o->forest)
		return 0;
	for (c = 0; c < o->forest->class_count; c++)
		if (o->forest->class[c] == (int)class)
			return o->share[c];
	return 0;
}

static uint8_t certainty_of(uint16_t score)
{
	return score >= 900 ? 3 : score >= 750 ? 2 : score >= 600 ? 1 : 0;
}

static void finding_amounts(const struct row *row, enum rule_side side, struct finding *f)
{
	const uint32_t *x = row->value;

	switch (row->subject.kind) {
	case ROW_HOST:
		f->packets[0] = side == RULE_ACTS ? x[HOST_out_packets] : x[HOST_in_packets];
		f->packets[1] = x[side == RULE_ACTS ? HOST_out_reply_packets :
						      HOST_in_reply_packets];
		f->bytes[0] = side == RULE_ACTS ? x[HOST_out_ip_bytes] : x[HOST_in_ip_bytes];
		f->bytes[1] = x[side == RULE_ACTS ? HOST_out_reply_ip_bytes :
						    HOST_in_reply_ip_bytes];
		break;
	case ROW_PAIR:
		f->packets[0] = x[PAIR_fwd_packets];
		f->packets[1] = x[PAIR_rev_packets];
		f->bytes[0] = x[PAIR_fwd_ip_bytes];
		f->bytes[1] = x[PAIR_rev_ip_bytes];
		break;
	default:
		f->packets[0] = x[FLOW_w_fwd_packets];
		f->packets[1] = x[FLOW_w_rev_packets];
		f->bytes[0] = x[FLOW_w_fwd_ip_bytes];
		f->bytes[1] = x[FLOW_w_rev_ip_bytes];
		break;
	}
}

/* A host's row becomes one about attacker and victim: the host and its peer, or the peer
 * and the host. */
static void subject_assign(const struct row *row, enum rule_side side, struct row_subject *s)
{
	const struct row_peer *peer = &row->peer[side == RULE_SUFFERS];

	s->dst = peer->addr;
	if (side == RULE_SUFFERS) {
		s->src = peer->addr;
		s->dst = row->subject.src;
	}
	s->dport = peer->port;
	s->direction = peer->direction;
}

static bool is_icmp(uint8_t ip_proto)
{
	return ip_proto == WEIR_PROTO_ICMP || ip_proto == WEIR_PROTO_ICMPV6;
}

static void finding_start(const struct row *row, enum rule_side side, struct finding *f)
{
	memset(f, 0, sizeof(*f));
	f->subject = row->subject;
	finding_amounts(row, side, f);
	if (row->subject.kind == ROW_HOST)
		subject_assign(row, side, &f->subject);
	if (is_icmp(row->subject.ip_proto)) { /* an identifier is no port */
		f->subject.sport = 0;
		f->subject.dport = 0;
	}
}

/* A rule speaks for itself; the forest's agreement lifts it, and nothing lowers it below
 * its threshold. What both are worth together, the model's calibration knows. */
static void finding_of_rule(const struct verdict *v, const struct row *row,
			    const struct rule_hit *hit, const struct opinion *o, struct finding *f)
{
	uint16_t raw;

	finding_start(row, hit->rule->side, f);
	if (hit->rule->whole_peer)
		f->subject.dport = 0;
	f->class = hit->rule->class;
	f->detector = DETECTOR_THRESHOLD;
	f->threshold = RULE_SCORE_MIN;
	f->layer[DETECTOR_THRESHOLD] = hit->score;
	f->layer[DETECTOR_RF] = opinion_share(o, hit->rule->class);
	raw = (uint16_t)(hit->score + (1000 - hit->score) * f->layer[DETECTOR_RF] / 2000);
	f->score = models_calibrate(v->models, hit->rule->group, raw);
	f->certainty = certainty_of(f->score);
	explain_rule(hit->rule, row, anomaly_baseline(v->anomaly), f);
}

/* Who a forest's class is about, in a host row: the one under attack, or the attacker. */
static enum rule_side class_side(enum row_kind rows, enum alert_class class)
{
	return rows == ROW_HOST && class_is_dos(class) ? RULE_SUFFERS : RULE_ACTS;
}

static void finding_of_forest(const struct verdict *v, const struct row *row,
			      const struct opinion *o, struct finding *f)
{
	enum alert_class class = (enum alert_class)o->forest->class[o->best];

	finding_start(row, class_side(row->subject.kind, class), f);
	f->class = class;
	f->detector = DETECTOR_RF;
	f->threshold = o->forest->threshold[o->best];
	f->layer[DETECTOR_RF] = o->share[o->best];
	f->score = o->share[o->best];
	f->certainty = certainty_of(f->score) ? 1 : 0;
	explain_forest(o->forest, row, o->best, anomaly_baseline(v->anomaly), f);
}

/* About the host; amounts are of the side that most of its flows are on. */
static void finding_of_anomaly(const struct row *row, const struct iforest *forest, uint16_t score,
			       struct finding *f)
{
	bool receives = row->value[HOST_in_flows] > row->value[HOST_out_flows];

	memset(f, 0, sizeof(*f));
	f->subject = row->subject;
	finding_amounts(row, receives ? RULE_SUFFERS : RULE_ACTS, f);
	f->class = CLASS_ANOMALY;
	f->detector = DETECTOR_IFOREST;
	f->threshold = forest->threshold;
	f->score = score;
	anomaly_explain(forest, row, f);
}

/* What the site's own past says; returns how many findings there are then. */
static unsigned int past_judge(struct verdict *v, const struct row *row, uint64_t now,
			       struct finding *out, unsigned int count)
{
	const struct iforest *forest;
	uint16_t score = 0;
	unsigned int i;

	if (!v->anomaly)
		return count;
	if (anomaly_row(v->anomaly, row, out, count, now, &forest, &score) && !count)
		finding_of_anomaly(row, forest, score, &out[count++]);
	for (i = 0; forest && i < count; i++) {
		out[i].layer[DETECTOR_IFOREST] = score;
		out[i].iforest_threshold = forest->threshold;
	}
	return count;
}

unsigned int verdict_row(struct verdict *v, const struct row *row, uint64_t now,
			 struct finding out[static VERDICT_FINDINGS])
{
	struct rule_hit hit[RULE_HITS];
	struct opinion o = { 0 };
	unsigned int count, i;

	count = rules_match(row, hit);
	opinion_form(v, row, count > 0, &o);
	v->forest_rows += o.forest != NULL;
	for (i = 0; i < count; i++)
		finding_of_rule(v, row, &hit[i], &o, &out[i]);
	if (!count && o.forest && o.best && o.share[o.best] >= o.forest->threshold[o.best])
		finding_of_forest(v, row, &o, &out[count++]);
	count = past_judge(v, row, now, out, count);
	for (i = 0; i < count; i++)
		explain_layers(row, o.forest, o.share, &out[i]);
	return count;
}
