// SPDX-License-Identifier: MIT
/* Which alert events `weir alerts` shows. */
#include "tests/unit/tap.h"
#include "user/cli/alert_filter.h"

#include <string.h>

static const char event_text[] =
	"{\"timestamp\":\"2023-11-14T22:13:20.000000+0000\",\"src_ip\":\"192.0.2.7\","
	"\"dest_ip\":\"2001:db8::1\",\"dest_port\":22,\"alert\":{\"severity\":2,\"context\":"
	"{\"weir\":{\"alert_id\":\"abcd\",\"class\":\"portscan\",\"peer_ips\":[\"198.51.100.9\"],"
	"\"device\":{\"id\":\"020000000001\",\"mac\":\"02:00:00:00:00:01\",\"name\":\"nas\"},"
	"\"peer_name\":\"example.org\"}}}}";

static const struct {
	const char *key;
	const char *values;
	bool expected;
} cases[] = {
	{"class", "portscan", true},
	{"class", "flood,portscan", true},
	{"class", "flood", false},
	{"severity", "medium", true},
	{"severity", "2", true},
	{"severity", "HIGH,low", false},
	{"device", "NAS", true},
	{"device", "020000000001", true},
	{"device", "02:00:00:00:00:01", true},
	{"device", "192.0.2.7", true},
	{"device", "example.org", true},
	{"device", "na", false},
	{"ip", "192.0.2.0/24", true},
	{"ip", "2001:db8::/32", true},
	{"ip", "198.51.100.9", true},
	{"ip", "10.0.0.0/8,198.51.100.0/24", true},
	{"ip", "10.0.0.0/8", false},
	{"port", "22", true},
	{"port", "80,22", true},
	{"port", "2", false},
};

static void test_keys(json_t *event)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct alert_filter f = {0};
		const char *wrong = alert_filter_add(&f, cases[i].key, cases[i].values);

		tap_ok(!wrong && alert_filter_match(&f, event, NULL) == cases[i].expected, "%s %s",
		       cases[i].key, cases[i].values);
	}
}

static void test_wrong(void)
{
	static const char *const wrong[][2] = {
		{"class", ""},
		{"class", "scan"},
		{"class", "flood,,portscan"},
		{"severity", "0"},
		{"severity", "4"},
		{"severity", "10"},
		{"device", ""},
		{"ip", "192.0.2"},
		{"ip", "192.0.2.0/33"},
		{"port", "65536"},
		{"port", "-1"},
		{"port", "22,"},
		{"port", "99999999999"},
		{"port", "2x"},
		{"device", "a-text-that-is-longer-than-any-name-of-a-device-could-ever-be-here"},
		{"port", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"},
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct alert_filter f = {0};

		tap_ok(alert_filter_add(&f, wrong[i][0], wrong[i][1]) != NULL, "%s '%s' is none",
		       wrong[i][0], wrong[i][1]);
	}
}

static void test_state(json_t *event)
{
	json_t *weir = json_object_get(json_object_get(json_object_get(event, "alert"), "context"),
				       "weir");
	json_t *alarms = json_loads("[{\"id\":\"1234\",\"stage\":\"end\"},"
				    "{\"id\":\"abcd\",\"stage\":\"update\",\"acknowledged\":true}]",
				    0, NULL);
	struct alert_filter f = {.states = ALERT_FILTER_OPEN | ALERT_FILTER_ACKED};

	tap_ok(alert_filter_match(&f, event, alarms), "open and acknowledged");
	json_object_set_new(json_array_get(alarms, 1), "acknowledged", json_false());
	tap_ok(!alert_filter_match(&f, event, alarms), "not acknowledged");
	f.states = ALERT_FILTER_OPEN;
	tap_ok(alert_filter_match(&f, event, alarms), "open");
	json_object_set_new(json_array_get(alarms, 1), "stage", json_string("end"));
	tap_ok(!alert_filter_match(&f, event, alarms), "over");
	tap_ok(!alert_filter_match(&f, event, NULL), "not kept any more");
	json_decref(alarms);
	f = (struct alert_filter){.since_ns = 1700000000000000000};
	tap_ok(alert_filter_match(&f, event, NULL), "since its own time");
	f.since_ns++;
	tap_ok(!alert_filter_match(&f, event, NULL), "since a later one");
	f = (struct alert_filter){.until_ns = 1699999999000000000};
	tap_ok(!alert_filter_match(&f, event, NULL), "until an earlier one");
	json_object_set_new(weir, "suppressed", json_true());
	f = (struct alert_filter){0};
	tap_ok(!alert_filter_match(&f, event, NULL), "a suppressed one is not shown");
	f.show = ALERT_FILTER_SUPPRESSED;
	tap_ok(alert_filter_match(&f, event, NULL), "unless asked for");
	json_object_del(weir, "suppressed");
	tap_ok(!alert_filter_match(&f, event, NULL), "then it alone");
	f.show = ALERT_FILTER_ALL;
	tap_ok(alert_filter_match(&f, event, NULL), "or all");
	alert_filter_add(&f, "ip", "0.0.0.0/0");
	tap_ok(!alert_filter_match(&f, NULL, NULL), "nothing has no address");
}

int main(void)
{
	json_t *event = json_loads(event_text, 0, NULL);

	test_keys(event);
	test_wrong();
	test_state(event);
	json_decref(event);
	return tap_done();
}
