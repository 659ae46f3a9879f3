// SPDX-License-Identifier: MIT
/* EVE: alert events. */
#include "eve.h"

#include "../detect/phrase.h"
#include "../flow/network.h"

#define EVE_GID 9001 /* signature ids of weir; 1 is that of rules */

static const char *const detectors[] = { "threshold", "rf", "iforest" };

static json_t *thousandths(unsigned int value)
{
	return json_real(value / 1000.0);
}

static json_t *text_list(const char *text)
{
	json_t *list = json_array();

	if (list && json_array_append_new(list, json_string(text)) == 0)
		return list;
	json_decref(list);
	return NULL;
}

static int put_list(json_t *object, const char *key, const char *text)
{
	return *text ? eve_put(object, key, text_list(text)) : 0;
}

/* Keys of the ET rules' metadata; values are arrays of strings. */
static json_t *metadata_object(const struct alert *a)
{
	static const char *const severities[] = { "", "Critical", "Major", "Minor" };
	static const char *const confidences[] = { "Low", "Low", "Medium", "High" };
	const struct technique *t = class_technique(
		a->finding.class, a->finding.subject.direction == DIRECTION_LATERAL);
	json_t *m = json_object();
	int bad = 0;

	if (!m)
		return NULL;
	bad |= put_list(m, "mitre_tactic_id", t->tactic_id);
	bad |= put_list(m, "mitre_tactic_name", t->tactic_name);
	bad |= put_list(m, "mitre_technique_id", t->id);
	bad |= put_list(m, "mitre_technique_name", t->name);
	bad |= put_list(m, "confidence", confidences[a->finding.certainty & 3]);
	bad |= put_list(m, "signature_severity", severities[a->severity & 3]);
	return eve_finish(m, bad);
}

static json_t *reason_object(const struct finding *f, const struct reason *r)
{
	static const char *const bases[] = { "limit", "site", "model" };
	char text[PHRASE_REASON_SIZE];
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= eve_put_text(o, "feature", r->feature);
	bad |= eve_put(o, "value", json_integer(r->value));
	bad |= eve_put(o, "expected_lo", json_integer(r->expected_lo));
	bad |= eve_put(o, "expected_hi", json_integer(r->expected_hi));
	bad |= eve_put(o, "contribution", thousandths(r->contribution));
	bad |= eve_put_text(o, "basis", bases[r->basis]);
	phrase_reason(f->subject.kind, r, text);
	bad |= eve_put_text(o, "text", text);
	return eve_finish(o, bad);
}

static json_t *reason_list(const struct finding *f)
{
	json_t *list = json_array();

	for (unsigned int i = 0; list && i < f->reason_count && i < FINDING_REASONS; i++) {
		if (json_array_append_new(list, reason_object(f, &f->reason[i])) == 0)
			continue;
		json_decref(list);
		return NULL;
	}
	return list;
}

/* By name as far as they are known, those with most findings first. */
static json_t *peer_list(const struct alert *a)
{
	json_t *list = json_array();
	char text[ADDR_TEXT_SIZE];

	for (unsigned int i = 0; list && i < a->named && i < PEERS_NAMED; i++) {
		addr_text(&a->peer[i].addr, a->finding.subject.ip_v, text);
		if (json_array_append_new(list, json_string(text)) == 0)
			continue;
		json_decref(list);
		return NULL;
	}
	return list;
}

static json_t *layer_object(const struct finding *f)
{
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	for (unsigned int i = 0; i < DETECTORS; i++)
		bad |= eve_put(o, detectors[i], thousandths(f->layer[i]));
	return eve_finish(o, bad);
}

static json_t *device_object(const struct alert_device *d)
{
	char mac[DEVICE_MAC_TEXT_SIZE];
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= eve_put_text(o, "id", d->id);
	if (d->has_mac) {
		device_mac_text(d->mac, mac);
		bad |= eve_put_text(o, "mac", mac);
	}
	if (*d->name)
		bad |= eve_put_text(o, "name", d->name);
	return eve_finish(o, bad);
}

/* The MAC of the inside end; that of the other one is a router's. */
static json_t *ether_object(const struct alert_device *d)
{
	char mac[DEVICE_MAC_TEXT_SIZE];
	json_t *o = json_object();

	device_mac_text(d->mac, mac);
	return o ? eve_finish(o, eve_put_text(o, d->is_src ? "src_mac" : "dest_mac", mac)) : NULL;
}

static json_t *weir_object(const struct event_context *c, const struct alert *a)
{
	static const char *const directions[] = { "in", "out", "lateral", "transit" };
	const struct finding *f = &a->finding;
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= eve_put_text(o, "alert_id", a->id);
	bad |= eve_put_text(o, "detector", detectors[f->detector]);
	bad |= eve_put_text(o, "class", class_info(f->class)->name);
	bad |= eve_put(o, "score", thousandths(f->score));
	bad |= eve_put(o, "threshold", thousandths(f->threshold));
	bad |= eve_put(o, "window_s", json_integer(f->subject.window_s));
	bad |= eve_put_text(o, "model_id", c->model_id ? c->model_id : "none");
	bad |= eve_put(o, "reasons", reason_list(f));
	bad |= eve_put_text(o, "direction", directions[f->subject.direction]);
	bad |= eve_put_text(o, "stage", alert_stage_name(a->stage));
	bad |= eve_put(o, "count", json_integer((json_int_t)a->count));
	bad |= eve_put(o, "peers", json_integer(a->peers));
	if (a->named)
		bad |= eve_put(o, "peer_ips", peer_list(a));
	if (*a->device.id)
		bad |= eve_put(o, "device", device_object(&a->device));
	if (*a->peer_name)
		bad |= eve_put_text(o, "peer_name", a->peer_name);
	bad |= eve_put_time(o, "first_seen", c, a->first_ns);
	bad |= eve_put_time(o, "last_seen", c, a->last_ns);
	bad |= eve_put(o, "layers", layer_object(f));
	if (a->suppressed)
		bad |= eve_put(o, "suppressed", json_true());
	if (a->rule[0])
		bad |= eve_put_text(o, "rule", a->rule);
	if (a->acknowledged)
		bad |= eve_put(o, "acknowledged", json_true());
	bad |= eve_put_text(o, "message", a->message);
	return eve_finish(o, bad);
}

static json_t *alert_object(const struct event_context *c, const struct alert *a)
{
	const struct class_info *info = class_info(a->finding.class);
	json_t *o = json_object(), *context;
	int bad = 0;

	if (!o)
		return NULL;
	bad |= eve_put_text(o, "action", "allowed");
	bad |= eve_put(o, "gid", json_integer(EVE_GID));
	bad |= eve_put(o, "signature_id", json_integer(info->sid));
	bad |= eve_put(o, "rev", json_integer(c->model_rev));
	bad |= eve_put_text(o, "signature", info->signature);
	bad |= eve_put_text(o, "category", info->category);
	bad |= eve_put(o, "severity", json_integer(a->severity));
	bad |= eve_put(o, "metadata", metadata_object(a));
	context = json_object();
	bad |= context ? eve_put(context, "weir", weir_object(c, a)) : -1;
	bad |= eve_put(o, "context", context);
	return eve_finish(o, bad);
}

static json_t *flow_object(const struct event_context *c, const struct alert *a)
{
	json_t *flow = eve_counts(a->finding.packets, a->finding.bytes);

	return flow ? eve_finish(flow, eve_put_time(flow, "start", c, a->first_ns)) : NULL;
}

struct eve_tuple eve_alert_tuple(const struct alert *a)
{
	const struct row_subject *s = &a->finding.subject;
	struct eve_tuple t = { .src = s->src,
			       .dst = s->dst,
			       .sport = s->sport,
			       .dport = s->dport,
			       .vlan = s->vlan,
			       .ip_proto = s->ip_proto,
			       .ip_v = s->ip_v,
			       .slot = s->slot };

	/* Ports are 0 where they vary: then there is no one flow to point at. */
	t.whole = eve_has_ports(t.ip_proto) && t.sport && t.dport && !addr_is_zero(&t.src) &&
		  !addr_is_zero(&t.dst);
	return t;
}

json_t *eve_alert(const struct event_context *c, const struct alert *a)
{
	const struct eve_tuple t = eve_alert_tuple(a);
	json_t *event = eve_start(c, "alert", a->now_ns,
				  t.whole ? a->finding.subject.flow_id : 0, &t);
	int bad = 0;

	if (!event)
		return NULL;
	if (a->device.has_mac)
		bad |= eve_put(event, "ether", ether_object(&a->device));
	if (a->capture[0])
		bad |= eve_put_text(event, "capture_file", a->capture);
	bad |= eve_put(event, "alert", alert_object(c, a));
	bad |= eve_put(event, "flow", flow_object(c, a));
	return eve_finish(event, bad);
}
