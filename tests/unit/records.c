// SPDX-License-Identifier: MIT
/* What is kept of recent alarms, and what is made of it. */
#include "tests/unit/finding.h"
#include "user/alert/record.h"
#include "user/detect/explain.h"
#include "user/detect/feature.h"
#include "user/sink/record_json.h"

#include <errno.h>

#define ALERTS 64

static struct row host_row(uint32_t host, uint64_t start_s, uint32_t flows)
{
	struct row row = {.subject = {.kind = ROW_HOST,
				      .ip_v = 4,
				      .window_s = 5,
				      .src = v4(host),
				      .start_ns = start_s * S,
				      .end_ns = (start_s + 5) * S}};

	row.value[HOST_out_flows] = flows;
	row.value[HOST_out_peers] = flows;
	row.value[HOST_out_packets] = 2 * flows;
	row.value[HOST_out_judged] = flows;
	row.value[HOST_out_unanswered_share] = 500;
	row.value[HOST_in_flows] = 7;
	return row;
}

static struct alert alert_about(const char *id, uint32_t src, uint32_t dst, uint64_t at_s)
{
	struct alert a = {.stage = ALERT_NEW, .now_ns = at_s * S, .count = 1};

	a.finding = finding(CLASS_HOSTSCAN, src, dst, at_s * S);
	a.finding.subject.kind = ROW_HOST;
	memset(a.id, '0', 32);
	memcpy(a.id, id, strlen(id));
	return a;
}

static void test_windows(void)
{
	const struct record *record;
	struct records *r = NULL;
	struct alert a;
	uint64_t at;

	tap_is(records_new(ALERTS, &r), 0, "records");
	for (at = 0; at < 100; at += 5) {
		struct row mine = host_row(1, at, (uint32_t)at), other = host_row(2, at, 9999);

		records_row(r, &mine);
		records_row(r, &other);
	}
	a = alert_about("abcd", 1, 0, 100);
	records_alert(r, &a);
	tap_is(records_find(r, "abcd", &record), 0, "an alarm is found by how its id begins");
	tap_is(record_windows(record), RECORD_BEFORE, "with the windows before it");
	tap_is(record_window_get(record, 0)->start_ns, 40 * S, "no older than are kept");
	tap_is(record_window_get(record, 11)->flows, 95, "up to the one that raised it");
	tap_is(record_window_get(record, 11)->unanswered, 500, "as far as replies were seen");
	for (at = 100; at < 400; at += 5) {
		struct row mine = host_row(1, at, (uint32_t)at), other = host_row(2, at, 9999);

		mine.value[HOST_one_way] = at == 395;
		records_row(r, &mine);
		records_row(r, &other);
	}
	tap_is(record_windows(record), RECORD_BEFORE + RECORD_AFTER, "and those after it");
	tap_is(record_window_get(record, 12)->flows, 280, "the latest of them");
	tap_is(record_window_get(record, 35)->flows, 395, "in order");
	tap_is(record_window_get(record, 35)->unanswered, RECORD_UNKNOWN,
	       "what cannot be seen is not known");
	a.stage = ALERT_END;
	records_alert(r, &a);
	{
		struct row late = host_row(1, 400, 400);

		records_row(r, &late);
	}
	tap_is(record_window_get(record, 35)->flows, 395, "an alarm that is over has its end");
	tap_is(records_count(r), 1, "its reports are one record");
	a = alert_about("beef", 0, 1, 405);
	a.of_victim = true;
	records_alert(r, &a);
	records_find(r, "beef", &record);
	tap_is(record_window_get(record, 11)->flows, 7, "a victim's windows are what it received");
	records_free(r);
}

static void test_find(void)
{
	const struct record *list[ALERT_RECORDS_MAX];
	const struct record *record = NULL;
	struct records *r = NULL;
	struct alert a = alert_about("abcd1", 1, 0, 10), b = alert_about("abcd2", 2, 0, 11);

	records_new(ALERTS, &r);
	tap_is(records_find(r, "abcd", &record), -ENOENT, "nothing is kept yet");
	records_alert(r, &a);
	records_alert(r, &b);
	tap_is(records_find(r, "abcd", &record), -ENOTUNIQ, "an id that two begin with");
	tap_is(records_find(r, "abcd2", &record), 0, "is told apart by a digit more");
	tap_ok(record && !strcmp(record->alert.id, b.id), "the right one");
	tap_is(records_find(r, "abc", &record), -ENOENT, "three digits are none");
	tap_is(records_find(r, "abcd3", &record), -ENOENT, "another id");
	tap_ok(records_list(r, list) == 2 && !strcmp(list[0]->alert.id, a.id) &&
		       !strcmp(list[1]->alert.id, b.id),
	       "in the order they began");
	records_free(r);
}

/* Places are few: what is over goes first, then what is silent for longest. */
static void test_bound(void)
{
	const struct record *list[ALERT_RECORDS_MAX];
	int disorder = 0;
	const struct record *record;
	struct records *r = NULL;
	unsigned int kept = 0;
	struct alert a;
	char id[8];
	uint32_t i;

	records_new(ALERTS, &r);
	for (i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "%04x", i);
		a = alert_about(id, 1 + i, 0, 10 + i);
		records_alert(r, &a);
		if (i == 5 || i == 90) {
			a.stage = ALERT_END;
			records_alert(r, &a);
		}
		if (i == 2)
			continue;
		a = alert_about("0002", 3, 0, 10 + i);
		a.stage = ALERT_UPDATE;
		if (i > 2)
			records_alert(r, &a);
	}
	tap_is(records_count(r), ALERTS / 2, "half as many as alarms may be open");
	for (i = 1; i < records_list(r, list); i++)
		disorder += list[i - 1]->sequence >= list[i]->sequence;
	tap_is(disorder, 0, "listed as they began, though places were taken again");
	tap_is(records_find(r, "0002", &record), 0, "what goes on stays");
	tap_is(records_find(r, "0005", &record), -ENOENT, "what was over first is gone");
	tap_is(records_find(r, "0063", &record), 0, "the newest is there");
	for (i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "%04x", i);
		kept += !records_find(r, id, &record);
	}
	tap_is(kept, ALERTS / 2, "and each place holds one");
	records_free(r);
}

static json_t *feature_named(json_t *explained, const char *name, size_t *place)
{
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(explained, "features"), i, f)
	{
		if (strcmp(json_string_value(json_object_get(f, "feature")), name) != 0)
			continue;
		*place = i;
		return f;
	}
	return NULL;
}

static long long integer(json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static const char *name_of(void *ctx, uint8_t slot)
{
	(void)ctx;
	return slot == 3 ? "lan0" : NULL;
}

static void test_json(void)
{
	const struct event_context context = {.host = "test", .model_id = "m", .ifname = name_of};
	struct row row = host_row(1, 100, 300);
	const struct record *record;
	struct records *r = NULL;
	json_t *e, *f, *rules, *list;
	size_t far, near;
	struct alert a = alert_about("abcd", 1, 0, 105);

	row.subject.slot = 3;
	row.value[HOST_in_icmp] = 100000;
	row.value[HOST_out_refused_share] = 300;
	explain_layers(&row, NULL, NULL, &a.finding);
	records_new(ALERTS, &r);
	records_row(r, &row);
	records_alert(r, &a);
	records_find(r, "abcd", &record);
	e = record_json(&context, record, NULL);
	tap_ok(json_object_get(json_object_get(e, "alert"), "alert") != NULL, "the EVE event");
	rules = json_object_get(json_object_get(json_object_get(e, "layers"), "threshold"),
				"rules");
	tap_ok(json_array_size(rules) >= 1, "the rules");
	f = json_array_get(rules, 0);
	tap_ok(json_is_true(json_object_get(f, "fired")) &&
		       !strcmp(json_string_value(json_object_get(f, "name")), "flood-icmp"),
	       "that fired, by name");
	f = json_array_get(json_object_get(f, "conditions"), 0);
	tap_is(integer(f, "value"), 100000, "with value");
	tap_ok(integer(f, "limit") > 0 && json_is_true(json_object_get(f, "holds")), "and limit");
	f = feature_named(e, "in_icmp", &far);
	tap_ok(f && integer(f, "off") > 100 && json_object_get(f, "expected"),
	       "a feature out of its range");
	tap_is(far, 0, "comes first");
	f = feature_named(e, "out_dns_flows", &near);
	tap_ok(f && near > far && !json_object_get(f, "expected"),
	       "one that nothing is known of later");
	list = json_object_get(e, "windows");
	tap_is(json_array_size(list), 1, "the host's windows");
	tap_is(integer(json_array_get(list, 0), "flows"), 300, "in few numbers");
	f = json_object_get(json_array_get(list, 0), "iface");
	tap_ok(f && !strcmp(json_string_value(f), "lan0"), "and where they were seen");
	tap_ok(*json_string_value(json_object_get(e, "next")), "what to do next");
	json_decref(e);

	a.finding.value[HOST_one_way] = 1;
	records_alert(r, &a);
	e = record_json(&context, record, NULL);
	f = feature_named(e, "out_refused_share", &far);
	tap_ok(f && json_is_true(json_object_get(f, "void")) && !json_object_get(f, "value"),
	       "what is void has no value");
	json_decref(e);
	e = records_json(&context, r);
	tap_is(json_array_size(e), 1, "a list has a line each");
	json_decref(e);
	records_free(r);
}

int main(void)
{
	test_windows();
	test_find();
	test_bound();
	test_json();
	return tap_done();
}
