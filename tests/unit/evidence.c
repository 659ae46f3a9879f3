// SPDX-License-Identifier: MIT
/* Captures without a sensor: what is watched, for how long, what is in the file, and that a
 * full disk ends one and nothing else. */
#include "tap.h"
#include "user/evidence/evidence.h"
#include "user/evidence/evidence_print.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define SECOND_NS UINT64_C(1000000000)
#define WALL_NS (INT64_C(1795199587) * 1000000000)
#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static char folder[] = "/tmp/weir-evidence-XXXXXX";

/* What the source is told. */
struct source {
	unsigned int entries;
	struct weir_key key;
	struct weir_watch last;
	uint32_t kinds;
	unsigned int failures;
	char message[512];
	int refuse;
};

static int watch(void *ctx, const struct weir_key *key, const struct weir_watch *w)
{
	struct source *s = ctx;

	if (s->refuse)
		return s->refuse;
	s->entries++;
	s->key = *key;
	s->last = *w;
	return 0;
}

static void unwatch(void *ctx, const struct weir_key *key)
{
	(void)key;
	((struct source *)ctx)->entries--;
}

static void watching(void *ctx, uint32_t kinds)
{
	((struct source *)ctx)->kinds = kinds;
}

static void failed(void *ctx, const char *message)
{
	struct source *s = ctx;

	s->failures++;
	snprintf(s->message, sizeof(s->message), "%s", message);
}

static const char *ifname(void *ctx, uint8_t slot)
{
	(void)ctx;
	return slot ? "wan0" : "br-lan";
}

static struct evidence *open_evidence(struct source *s, uint64_t total)
{
	const struct evidence_options o = {
		.folder = folder, .group = "nobody-has-this-group", .total = total, .alerts = true,
		.bounds = { .packets = 3, .bytes = 64, .ns = 30 * SECOND_NS },
		.wall_offset_ns = WALL_NS, .watch = watch, .unwatch = unwatch,
		.watching = watching, .ifname = ifname, .failed = failed, .ctx = s,
	};
	struct evidence *e;

	memset(s, 0, sizeof(*s));
	if (evidence_new(&o, &e))
		abort();
	return e;
}

static void address(struct weir_addr *out, uint8_t last)
{
	const uint8_t bytes[] = { 10, 0, 0, last };

	weir_load_addr4(out, bytes);
}

static struct alert alarm_of(const char *id, uint8_t host, uint8_t peer, uint64_t now)
{
	struct alert a = { .stage = ALERT_NEW, .now_ns = now, .message = "what it is about" };

	strcpy(a.id, id);
	a.finding.subject.ip_v = 4;
	address(&a.finding.subject.src, host);
	if (peer)
		address(&a.finding.subject.dst, peer);
	return a;
}

static void send_frame(struct evidence *e, uint32_t id, uint64_t now, uint16_t vantage)
{
	union {
		struct weir_frame frame;
		uint8_t bytes[sizeof(struct weir_frame) + 100];
	} f = { .frame = { .time_ns = now, .wire_len = 1000, .watch = id, .vantage = vantage,
			   .data_len = 100, .reasons = WEIR_FRAME_WATCH } };

	evidence_frame(e, &f.frame);
}

static const struct store_file *newest(const struct evidence *e)
{
	const struct store *s = evidence_store(e);

	return s && s->count ? &s->file[s->count - 1] : NULL;
}

/* Packets in the file, all cut to @bytes; -1: libpcap cannot read it. */
static int packets_in(const char *name, uint32_t bytes)
{
	char path[512], error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const u_char *data;
	int count = 0, more;
	pcap_t *p;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	p = pcap_open_offline(path, error);
	if (!p)
		return -1;
	while ((more = pcap_next_ex(p, &header, &data)) == 1)
		count += header->caplen == bytes && header->len == 1000;
	pcap_close(p);
	return more == PCAP_ERROR_BREAK ? count : -1;
}

static void test_alarm(void)
{
	struct source s;
	struct evidence *e = open_evidence(&s, 1 << 20);
	struct alert a = alarm_of(ID_A, 1, 0, SECOND_NS), update;
	char name[ALERT_CAPTURE_SIZE];

	evidence_alert(e, &a);
	tap_ok(!strcmp(a.capture, "20261120T183308.000Z-" ID_A ".pcapng"), "its report names %s",
	       a.capture);
	tap_ok(s.entries == 1 && s.kinds == WEIR_WATCHING_HOSTS && s.last.packets == 3 &&
		       s.last.bytes == 64 && s.last.slots == 1 && s.last.id, "its host is watched");
	evidence_describe(e, &a, "{\"event\":1}");
	send_frame(e, s.last.id, 2 * SECOND_NS, 0);
	send_frame(e, s.last.id + 1, 2 * SECOND_NS, 0);
	send_frame(e, s.last.id, 3 * SECOND_NS, 3);
	tap_ok(evidence_stats(e)->open == 1 && evidence_stats(e)->stray == 1, "still open");
	send_frame(e, s.last.id, 4 * SECOND_NS, 0);
	tap_ok(!evidence_stats(e)->open && !s.entries && !s.kinds, "after three packets it ends");
	tap_ok(newest(e) && !strcmp(newest(e)->name, a.capture), "with a file of that name");
	tap_is(packets_in(a.capture, 64), 3, "of three packets, cut");
	strcpy(name, a.capture);
	update = a;
	update.stage = ALERT_END;
	update.now_ns = 60 * SECOND_NS;
	evidence_alert(e, &update);
	tap_ok(!strcmp(update.capture, name) && !s.entries, "a later report names it, too");
	update.first_ns = 50 * SECOND_NS;
	evidence_alert(e, &update);
	tap_ok(!update.capture[0], "not when it began anew since");
	evidence_free(e);
}

static void test_time(void)
{
	struct source s;
	struct evidence *e = open_evidence(&s, 1 << 20);
	struct alert a = alarm_of(ID_B, 1, 2, SECOND_NS);

	evidence_alert(e, &a);
	evidence_describe(e, &a, NULL);
	tap_is(s.kinds, WEIR_WATCHING_PAIRS, "an alarm about one peer: the pair");
	send_frame(e, s.last.id, 2 * SECOND_NS, 0);
	evidence_tick(e, 30 * SECOND_NS);
	tap_is(evidence_stats(e)->open, 1, "not over yet");
	evidence_tick(e, 31 * SECOND_NS);
	tap_ok(!evidence_stats(e)->open && packets_in(a.capture, 64) == 1, "its time is over");
	a = alarm_of(ID_A, 3, 0, 40 * SECOND_NS);
	evidence_alert(e, &a);
	send_frame(e, s.last.id, 70 * SECOND_NS, 0);
	tap_ok(!evidence_stats(e)->open && packets_in(a.capture, 64) == 0 &&
		       evidence_stats(e)->empty == 1, "a frame from after it ends it as well");
	evidence_free(e);
}

static void test_covered(void)
{
	struct source s;
	struct evidence *e = open_evidence(&s, 1 << 20);
	struct alert a = alarm_of(ID_A, 1, 0, 100 * SECOND_NS), b;

	evidence_alert(e, &a);
	b = alarm_of(ID_B, 1, 2, 101 * SECOND_NS);
	evidence_alert(e, &b);
	tap_ok(!strcmp(a.capture, b.capture) && s.entries == 1 && evidence_stats(e)->covered == 1,
	       "an alarm of the same host is in that capture");
	b = alarm_of(ID_B, 1, 0, 101 * SECOND_NS);
	b.finding.subject.slot = 2;
	evidence_alert(e, &b);
	tap_ok(!strcmp(a.capture, b.capture) && s.last.slots == 5,
	       "seen on another interface, too: the capture goes on there");
	b = alarm_of(ID_B, 9, 0, 101 * SECOND_NS);
	b.suppressed = true;
	evidence_alert(e, &b);
	tap_ok(!b.capture[0], "a suppressed alarm has none");
	evidence_finish(e);
	b.suppressed = false;
	evidence_alert(e, &b);
	tap_ok(!b.capture[0] && !evidence_stats(e)->open, "nor one after the end");
	evidence_free(e);
}

static void test_asked(void)
{
	const struct evidence_bounds bounds = { .packets = 100, .bytes = 100, .ns = SECOND_NS };
	struct source s;
	struct evidence *e = open_evidence(&s, 1 << 20);
	struct evidence_capture open;
	struct subject host;
	const char *name;
	char kept[STORE_NAME_SIZE], text[16];
	unsigned int i;
	json_t *j;
	int error;

	evidence_set(e, false, &bounds, 1 << 20);
	subject_of_host("10.0.0.1", NULL, &host);
	name = evidence_start(e, &host, &bounds, "root", 200 * SECOND_NS, &error);
	tap_ok(name && !error, "a capture is asked for");
	strcpy(kept, name ? name : "");
	tap_ok(!evidence_start(e, &host, &bounds, "root", 200 * SECOND_NS, &error) &&
		       error == -EEXIST, "once");
	for (i = 0; i < 40; i++)
		send_frame(e, s.last.id, 200 * SECOND_NS, 1);
	tap_ok(evidence_capture(e, 0, 200 * SECOND_NS, &open) && open.packets == 40 &&
		       open.left_ns == SECOND_NS && !strcmp(open.subject, "host 10.0.0.1") &&
		       !evidence_capture(e, 1, 0, &open), "what is open can be seen");
	j = evidence_status(e, 200 * SECOND_NS);
	tap_ok(json_array_size(json_object_get(j, "open")) == 1 &&
		       json_is_false(json_object_get(j, "alerts")), "also as JSON");
	json_decref(j);
	tap_ok(!evidence_stop(e, "nothing") && evidence_stop(e, kept) == 1, "and stopped");
	tap_is(packets_in(kept, 100), 40, "with what came");
	for (i = 0; i < EVIDENCE_OPEN_MAX; i++) {
		snprintf(text, sizeof(text), "10.0.1.%u", i + 1);
		subject_of_host(text, NULL, &host);
		/* Another millisecond, another name. */
		if (!evidence_start(e, &host, &bounds, "root", (300 + i) * 1000000, &error))
			break;
	}
	tap_is(i, EVIDENCE_OPEN_MAX, "so many at once");
	subject_of_host("10.0.0.9", NULL, &host);
	tap_ok(!evidence_start(e, &host, &bounds, "root", 0, &error) && error == -EBUSY, "no more");
	tap_is(evidence_stop(e, NULL), EVIDENCE_OPEN_MAX, "all are stopped");
	s.refuse = -EPERM;
	tap_ok(!evidence_start(e, &host, &bounds, "root", SECOND_NS, &error) && error == -EPERM &&
		       !evidence_stats(e)->open, "a source that refuses: no file is left");
	j = evidence_list(folder, evidence_store(e));
	tap_ok(json_array_size(json_object_get(j, "files")) == evidence_stats(e)->files,
	       "all files are listed");
	json_decref(j);
	evidence_free(e);
}

/* In replay evidence itself picks the packets. */
static void test_replay(void)
{
	struct source s;
	struct evidence *e = open_evidence(&s, 1 << 20);
	struct alert host = alarm_of(ID_A, 1, 0, 400 * SECOND_NS);
	struct alert pair = alarm_of(ID_B, 2, 3, 400 * SECOND_NS);
	struct weir_packet p = { .ip_v = 4, .ip_proto = 6 };
	const struct weir_watch *w;
	unsigned int i;

	tap_ok(!evidence_watch(e, &p), "nothing is watched");
	evidence_alert(e, &host);
	evidence_alert(e, &pair);
	address(&p.src, 1);
	address(&p.dst, 2);
	w = evidence_watch(e, &p);
	tap_ok(w && w->bytes == 64 && w->packets == 3, "a packet of the host");
	address(&p.src, 4);
	tap_ok(!evidence_watch(e, &p), "not one of others");
	address(&p.src, 3);
	for (i = 0; evidence_watch(e, &p); i++)
		;
	tap_is(i, 3, "of the pair, as many as it takes");
	evidence_free(e);
}

static void test_full_disk(void)
{
	struct source s;
	struct evidence *e = open_evidence(&s, 1 << 20);
	struct rlimit before, small;
	struct alert a = alarm_of(ID_A, 1, 0, 500 * SECOND_NS), b;
	char first[ALERT_CAPTURE_SIZE];

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 300;
	evidence_alert(e, &a);
	evidence_describe(e, &a, NULL);
	strcpy(first, a.capture);
	send_frame(e, s.last.id, 501 * SECOND_NS, 0);
	evidence_tick(e, 501 * SECOND_NS);
	setrlimit(RLIMIT_FSIZE, &small);
	send_frame(e, s.last.id, 502 * SECOND_NS, 0);
	evidence_tick(e, 502 * SECOND_NS);
	setrlimit(RLIMIT_FSIZE, &before);
	tap_ok(s.failures == 1 && strstr(s.message, first), "a write that fails is told: %s",
	       s.message);
	tap_ok(evidence_stats(e)->failed == 1 && !evidence_stats(e)->open, "counted, over");
	tap_is(packets_in(first, 64), 1, "and what was written stays readable");
	b = alarm_of(ID_B, 2, 0, 503 * SECOND_NS);
	evidence_alert(e, &b);
	tap_ok(!b.capture[0] && evidence_stats(e)->refused == 1, "the next alarm gets none");
	b.now_ns = 600 * SECOND_NS;
	setrlimit(RLIMIT_FSIZE, &small);
	evidence_alert(e, &b);
	b.message[0] = '\0';
	memset(b.message, 'x', 400);
	evidence_describe(e, &b, NULL);
	setrlimit(RLIMIT_FSIZE, &before);
	tap_ok(s.failures == 1 && evidence_stats(e)->failed == 2, "told once, counted again");
	b.now_ns = 700 * SECOND_NS;
	evidence_alert(e, &b);
	tap_ok(b.capture[0], "and when it can be written again, it is");
	evidence_free(e);
	e = open_evidence(&s, 2000);
	a = alarm_of(ID_A, 1, 0, 800 * SECOND_NS);
	evidence_set(e, true, &(struct evidence_bounds){ 1000, 2048, 30 * SECOND_NS }, 2000);
	evidence_alert(e, &a);
	while (evidence_stats(e)->open)
		send_frame(e, s.last.id, 801 * SECOND_NS, 0);
	tap_ok(evidence_stats(e)->bytes <= 2000 && evidence_stats(e)->failed == 1,
	       "one that is larger than all may be ends there");
	evidence_free(e);
}

int main(void)
{
	char command[64];

	if (!mkdtemp(folder))
		tap_skip("no folder for files");
	test_alarm();
	test_time();
	test_covered();
	test_asked();
	test_replay();
	test_full_disk();
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) ? 1 : tap_done();
}
