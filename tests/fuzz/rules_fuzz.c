/* SPDX-License-Identifier: MIT */
/* Rule files, lists of networks, requests for rules, kept hits and marks, EVE events: any
 * text is read or refused with one line; what is read is written and read the same. The
 * first byte says which of them the rest is. */
#include "fuzz.h"

#include "user/control/rule_file.h"
#include "user/control/rule_history.h"
#include "user/control/rule_json.h"
#include "user/control/rule_memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MADE 1767960000

static const struct ruleset_case cases[] = {
	{ .class = CLASS_PORTSCAN, .ip_v = 4, .port = 22, .wall_s = MADE },
	{ .class = CLASS_EXFIL, .ip_v = 6, .ip_proto = 6, .wall_s = MADE + 7 * 3600,
	  .end = { { .count = 1 }, { .count = 2 } } },
};

static void hosts(void *ctx, const struct weir_addr *addr, uint8_t ip_v, struct ruleset_host *out)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };

	(void)ctx;
	(void)addr;
	(void)ip_v;
	*out = (struct ruleset_host){ "020000000001", "nas", mac, "deb.debian.org" };
}

static void match(struct ruleset *s)
{
	ruleset_name_hosts(s, hosts, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int effect = 0; effect < RULESET_EFFECTS; effect++)
			ruleset_match(s, (enum ruleset_effect)effect, &cases[i]);
}

static void check_error(const char *error)
{
	assert(memchr(error, '\0', RULE_FILE_ERROR_SIZE));
	assert(!strncmp(error, "x.conf:", 7) && !strchr(error, '\n'));
}

static void check_again(struct ruleset *s, const struct rule_source *from)
{
	char error[RULE_FILE_ERROR_SIZE], *text;
	struct ruleset *again;

	for (unsigned int i = 0; i < ruleset_count(s); i++)
		ruleset_get(s, i)->origin = RULESET_ADDED;
	text = rule_file_text(s, from->effect);
	if (ruleset_new(&again) || !text)
		abort();
	assert(!rule_file_parse(from, text, strlen(text), again, error));
	assert(ruleset_count(again) == ruleset_count(s));
	for (unsigned int i = 0; i < ruleset_count(s); i++)
		assert(!strcmp(ruleset_get(s, i)->text, ruleset_get(again, i)->text));
	free(text);
	ruleset_free(again);
}

static void read_file(const char *text, size_t size, bool list)
{
	const struct rule_source from = { "x.conf", RULESET_ALLOW, RULESET_FILE, MADE };
	char error[RULE_FILE_ERROR_SIZE];
	struct ruleset *s;
	json_t *answer;

	if (ruleset_new(&s))
		abort();
	memset(error, 'x', sizeof(error));
	if ((list ? rule_list_parse : rule_file_parse)(&from, text, size, s, error)) {
		check_error(error);
	} else {
		match(s);
		answer = rules_json(s, RULESET_ALLOW, 0, MADE);
		assert(answer);
		json_decref(answer);
		if (!list)
			check_again(s, &from);
	}
	ruleset_free(s);
}

static void read_request(const char *text, size_t size)
{
	json_t *request = json_loadb(text, size, 0, NULL);
	char error[RULE_JSON_ERROR_SIZE];
	struct ruleset_rule rule;
	struct ruleset *s;
	const struct rule_source from = { "x.conf", RULESET_SUPPRESS, RULESET_ADDED, MADE };

	memset(error, 'x', sizeof(error));
	if (rule_from_json(request, RULESET_SUPPRESS, "root", MADE, &rule, error)) {
		assert(memchr(error, '\0', sizeof(error)));
	} else {
		if (ruleset_new(&s))
			abort();
		assert(!ruleset_add(s, &rule));
		match(s);
		check_again(s, &from);
		ruleset_free(s);
	}
	json_decref(request);
}

static void read_event(const char *text, size_t size)
{
	json_t *event = json_loadb(text, size, 0, NULL);
	struct ruleset_rule rule = { .classes = ~0u };

	rule_key_set(&rule, "device", "10.0.0.1, nas", MADE);
	netset_close(&rule.device.nets);
	rule_history_event(event, &rule);
	ruleset_rule_fini(&rule);
	json_decref(event);
}

static void read_memory(const char *text, size_t size)
{
	struct ruleset *s;
	struct marks *m;
	char *again;

	if (ruleset_new(&s) || marks_new(&m))
		abort();
	if (!rule_memory_parse(text, size, s, m)) {
		again = rule_memory_text(s, m);
		assert(again && !rule_memory_parse(again, strlen(again), s, m));
		free(again);
	}
	marks_free(m);
	ruleset_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;

	if (!size)
		return 0;
	size--;
	switch (data[0] % 5) {
	case 0:
		read_file(text, size, false);
		break;
	case 1:
		read_file(text, size, true);
		break;
	case 2:
		read_request(text, size);
		break;
	case 3:
		read_event(text, size);
		break;
	default:
		read_memory(text, size);
	}
	return 0;
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const seeds[] = {
		"\005[Rule \"nightly-backup\"]\ndevice = nas, 192.168.1.20, 02:00:00:00:00:01\n"
		"peer = 203.0.113.0/24, *.debian.org\nport = 443, 8000-8100\nprotocol = tcp, 17\n"
		"class = exfil, scan\nhours = 22:00-04:30, 12-13\ndays = mon-fri\nrole = source\n"
		"direction = out\ncomment = the NAS\nexpires = 7d\n",
		"\005[Rule \"a\"]\nnetwork = fd00::/8, self\nexpires = 2026-12-31 18:00\n"
		"[Rule \"b\"]\nclass = dos # all\ndays = sat-mon\n",
		"\006# ours\n10.0.0.0/8 # old\n2001:db8::/32\n\n192.168.1.1\n",
		"\007{\"name\":\"x\",\"device\":[\"10.0.0.1\",\"nas\"],\"port\":\"22\",\"expires\":"
		"\"7d\",\"comment\":\"why\"}",
		"\010{\"timestamp\":\"2026-01-09T12:00:00.000000+0000\",\"event_type\":\"alert\","
		"\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"10.0.0.2\",\"dest_port\":22,\"proto\":\"TCP\","
		"\"ether\":{\"src_mac\":\"02:00:00:00:00:01\"},\"alert\":{\"gid\":9001,\"context\":"
		"{\"weir\":{\"class\":\"portscan\",\"stage\":\"new\",\"direction\":\"lateral\","
		"\"peers\":1,\"peer_ips\":[\"10.0.0.2\"],\"device\":{\"id\":\"020000000001\",\"mac\":"
		"\"02:00:00:00:00:01\",\"name\":\"nas\"},\"peer_name\":\"deb.debian.org\"}}}}",
		"\011{\"version\":1,\"rules\":[{\"effect\":\"allow\",\"name\":\"a\",\"hits\":3,"
		"\"last\":5}],\"marks\":[{\"id\":\"0123\",\"kind\":\"false\",\"severity\":2,\"uid\":0,"
		"\"by\":\"root\",\"comment\":\"\",\"at\":1,\"seen\":2}]}",
	};

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(ctx, seeds[i], strlen(seeds[i]));
}
