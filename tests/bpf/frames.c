// SPDX-License-Identifier: MIT
/* Frames come through their ring as they were: those that may name something and those
 * under watch, by every hook, cut where asked, no more than asked for, and none unasked. */
#include "tests/unit/tap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "user/source/frames.h"
#include "user/source/maps.h"
#include "user/source/programs.h"

/* In a mount namespace of its own: nothing is left behind. */
static const char bpffs[] = "/tmp";

#define FRAME_BYTES 1000
#define SLOT 3
#define WANTED (1u << WEIR_EVENT_NAMES | 1u << WEIR_EVENT_WATCH)

struct caught {
	unsigned int count;
	union {
		struct weir_frame frame;
		uint8_t bytes[sizeof(struct weir_frame) + WEIR_FRAME_MAX];
	} last;
};

static void catch_frame(void *ctx, const struct weir_frame *frame)
{
	struct caught *c = ctx;

	c->count++;
	memcpy(&c->last, frame, sizeof(*frame) + frame->data_len);
}

static struct caught take(struct bpf_source *s)
{
	static struct caught c;

	memset(&c, 0, sizeof(c));
	bpf_source_frames(s, catch_frame, &c, 1000);
	return c;
}

/* From 10.0.0.@from to 10.0.0.@to over @proto; every byte of the rest differs. */
static void make_frame(uint8_t frame[static FRAME_BYTES], uint8_t from, uint8_t to, uint8_t proto,
		       uint16_t sport, uint16_t dport)
{
	static const uint8_t head[] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0,
					(FRAME_BYTES - 14) >> 8, (FRAME_BYTES - 14) & 0xff };
	unsigned int i;

	for (i = 0; i < FRAME_BYTES; i++)
		frame[i] = (uint8_t)(i * 7 + i / 256);
	memset(frame, 0, 34);
	memcpy(frame, head, sizeof(head));
	frame[22] = 64;
	frame[23] = proto;
	frame[26] = 10;
	frame[29] = from;
	frame[30] = 10;
	frame[33] = to;
	frame[34] = (uint8_t)(sport >> 8);
	frame[35] = (uint8_t)sport;
	frame[36] = (uint8_t)(dport >> 8);
	frame[37] = (uint8_t)dport;
	frame[38] = (FRAME_BYTES - 34) >> 8;
	frame[39] = (FRAME_BYTES - 34) & 0xff;
	frame[46] = 0x50;
}

static int send_frame(int program, const uint8_t frame[static FRAME_BYTES])
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = FRAME_BYTES,
		    .repeat = 1);

	return bpf_prog_test_run_opts(program, &run);
}

/* A frame of UDP or TCP is sent; what came of it is taken. */
static struct caught pass(struct bpf_source *s, int program, uint8_t from, uint8_t to,
			  uint8_t proto, uint16_t sport, uint16_t dport)
{
	uint8_t frame[FRAME_BYTES];

	make_frame(frame, from, to, proto, sport, dport);
	if (send_frame(program, frame))
		tap_ok(false, "test run: %s", strerror(errno));
	return take(s);
}

static void key_of(struct weir_key *key, uint8_t a, uint8_t b, uint16_t port_a, uint16_t port_b)
{
	uint8_t frame[FRAME_BYTES];
	struct weir_packet p;

	make_frame(frame, a, b, WEIR_PROTO_TCP, port_a, port_b);
	weir_parse(&p, frame, frame + sizeof(frame), 0);
	weir_watch_flow(key, &p);
}

static void key_of_host(struct weir_key *key, uint8_t host)
{
	struct weir_key flow;

	key_of(&flow, host, host, 0, 0);
	weir_watch_host(key, &flow.lo, 0);
}

static int watch(struct bpf_source *s, const struct weir_key *key, uint32_t id, uint32_t packets,
		 uint32_t bytes)
{
	struct weir_watch w = { .id = id, .packets = packets, .bytes = bytes, .slots = 1u << SLOT };

	return bpf_source_watch(s, key, &w);
}

static void test_names(struct bpf_source *s, int program, uint16_t vantage, const char *as)
{
	static const struct {
		uint16_t sport, dport;
		uint8_t proto;
		unsigned int sent;
	} rows[] = {
		{ 53, 40000, 17, 1 },	{ 40000, 53, 17, 0 }, { 67, 68, 17, 1 }, { 68, 67, 17, 1 },
		{ 5353, 5353, 17, 1 },	{ 40000, 5353, 17, 1 }, { 53, 40000, 6, 0 },
		{ 5354, 40000, 17, 0 },
	};
	uint8_t frame[FRAME_BYTES];
	struct caught c;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		c = pass(s, program, 1, 2, rows[i].proto, rows[i].sport, rows[i].dport);
		tap_is(c.count, rows[i].sent, "%s: names, protocol %u from port %u to %u", as,
		       rows[i].proto, rows[i].sport, rows[i].dport);
	}
	make_frame(frame, 1, 2, 17, 53, 40000);
	send_frame(program, frame);
	c = take(s);
	tap_ok(c.last.frame.data_len == WEIR_FRAME_NAME_BYTES && c.last.frame.time_ns &&
		       c.last.frame.wire_len == FRAME_BYTES && c.last.frame.vantage == vantage &&
		       c.last.frame.reasons == WEIR_FRAME_NAME && !c.last.frame.watch &&
		       !c.last.frame.ethertype && !c.last.frame.vlan_proto,
	       "%s: its head says what it is", as);
	tap_ok(!memcmp(c.last.frame.data, frame, WEIR_FRAME_NAME_BYTES), "%s: its bytes", as);
}

/* Every length, so that no copy of any size is wrong at its end. */
static void test_bytes(struct bpf_source *s, int program, const char *as)
{
	uint8_t frame[FRAME_BYTES];
	unsigned int wrong = 0;
	struct weir_key key;
	struct caught c;
	uint32_t bytes;

	key_of_host(&key, 1);
	bpf_source_watching(s, WEIR_WATCHING_HOSTS);
	make_frame(frame, 1, 2, 6, 1000, 80);
	for (bytes = 1; bytes <= WEIR_FRAME_MAX; bytes += bytes < 80 ? 1 : 33) {
		uint32_t want = bytes < FRAME_BYTES ? bytes : FRAME_BYTES;

		watch(s, &key, 9, 1, bytes);
		send_frame(program, frame);
		c = take(s);
		wrong += c.count != 1 || c.last.frame.data_len != want ||
			 memcmp(c.last.frame.data, frame, want);
	}
	tap_is(wrong, 0, "%s: a frame cut at any length is right", as);
	bpf_source_unwatch(s, &key);
}

static void test_watches(struct bpf_source *s, int program, const char *as)
{
	struct weir_key flow, pair, host;
	struct caught c;

	key_of(&flow, 1, 2, 1000, 80);
	pair = flow;
	weir_watch_pair(&pair);
	key_of_host(&host, 2);
	tap_is(watch(s, &flow, 11, 1, 64) || watch(s, &pair, 12, 1, 64) ||
		       watch(s, &host, 13, 2, 64), 0, "%s: a flow, its pair and a host", as);
	bpf_source_watching(s, 0);
	tap_is(pass(s, program, 1, 2, 6, 1000, 80).count, 0, "%s: not yet", as);
	bpf_source_watching(s, 7);
	c = pass(s, program, 2, 1, 6, 80, 1000);
	tap_ok(c.count == 1 && c.last.frame.watch == 11 && c.last.frame.reasons == WEIR_FRAME_WATCH,
	       "%s: the flow, either way", as);
	tap_is(pass(s, program, 1, 2, 6, 1000, 80).last.frame.watch, 12,
	       "%s: it has its frames, the pair takes the next", as);
	tap_is(pass(s, program, 3, 2, 6, 1000, 80).last.frame.watch, 13, "%s: host as receiver", as);
	tap_is(pass(s, program, 2, 4, 17, 1000, 81).last.frame.watch, 13, "%s: as sender", as);
	tap_is(pass(s, program, 2, 4, 17, 1000, 81).count, 0, "%s: no more than asked for", as);
	tap_is(pass(s, program, 5, 6, 6, 1000, 80).count, 0, "%s: others not", as);
	tap_is(watch(s, &host, 14, 1, 64), 0, "%s: watched anew", as);
	c = pass(s, program, 2, 4, 17, 53, 81);
	tap_ok(c.last.frame.watch == 14 &&
		       c.last.frame.reasons == (WEIR_FRAME_WATCH | WEIR_FRAME_NAME) &&
		       c.last.frame.data_len == WEIR_FRAME_NAME_BYTES,
	       "%s: watched and naming, so many bytes as the one who wants more", as);
	tap_is(bpf_source_unwatch(s, &flow) || bpf_source_unwatch(s, &pair) ||
		       bpf_source_unwatch(s, &host) || bpf_source_unwatch(s, &host), 0,
	       "%s: forgotten", as);
	bpf_source_watching(s, 0);
}

static void drain(struct bpf_source *s, struct account *a)
{
	int more = bpf_source_swap(s);

	memset(a, 0, sizeof(*a));
	while (!more && (more = bpf_source_drain(s, NULL, a, UINT64_MAX)) > 0)
		more = 0;
}

static void test_slots(struct bpf_source *s, int program)
{
	struct weir_watch other = { .id = 1, .packets = 9, .bytes = 64, .slots = 1u << (SLOT + 1) };
	struct weir_key key;

	key_of_host(&key, 1);
	tap_is(bpf_source_watch(s, &key, &other), 0, "on another interface");
	bpf_source_watching(s, 7);
	tap_is(pass(s, program, 1, 2, 6, 1000, 80).count, 0, "is not here");
	bpf_source_unwatch(s, &key);
	bpf_source_watching(s, 0);
}

/* The ring is full, nobody reads; and a flood of what look like answers. */
static void test_bounds(struct bpf_source *s, int program)
{
	uint8_t frame[FRAME_BYTES];
	struct account a;
	unsigned int i, count;
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1500);

	drain(s, &a);
	make_frame(frame, 1, 2, 17, 53, 40000);
	tap_is(bpf_prog_test_run_opts(program, &run), 0, "1,500 answers at once");
	count = take(s).count;
	drain(s, &a);
	tap_is(a.frames_sent, count, "what was sent came");
	tap_ok(count && a.frames_lost && a.frames_sent + a.frames_lost <= 2 * WEIR_NAMES_MAX &&
		       a.frames_sent + a.frames_lost + a.frames_over == 1500,
	       "each is sent, lost or over: %u, %u, %u", (unsigned int)a.frames_sent,
	       (unsigned int)a.frames_lost, (unsigned int)a.frames_over);
	tap_is(a.accounted.packets, 1500, "and all are accounted");
	for (i = 0; i < WEIR_WATCHES_MAX; i++) {
		struct weir_key key;

		key_of_host(&key, (uint8_t)(100 + i));
		if (watch(s, &key, 1, 1, 64))
			break;
	}
	tap_is(i, WEIR_WATCHES_MAX, "the watch map takes as many as it says");
}

static struct bpf_source *open_source(uint8_t events)
{
	struct bpf_options o = {
		.bpffs = bpffs, .flows_max = 1024, .ring_bytes = 65536, .events = events
	};
	char error[BPF_ERROR_SIZE];
	struct bpf_source *s = NULL;

	if (bpf_source_new(&o, &s, error))
		printf("# %s\n", error);
	tap_ok(s != NULL, "source that wants %02x", events);
	return s;
}

static int load(struct bpf_source *s, struct weir_programs *p)
{
	struct weir_config config = { .slot = SLOT };
	char error[BPF_ERROR_SIZE];

	return bpf_source_programs(s, &config, p, error);
}

static void test_unwanted(void)
{
	struct bpf_source *s = open_source(0);
	struct weir_programs p;
	struct weir_key key;

	tap_is(load(s, &p), 0, "programs that send none");
	key_of_host(&key, 1);
	tap_is(watch(s, &key, 1, 1, 64), 0, "though one is watched");
	bpf_source_watching(s, 7);
	tap_is(pass(s, p.xdp, 1, 2, 17, 53, 80).count, 0, "nothing comes");
	bpf_source_free(s, false);
}

/* A process that dies with frames unread. */
static void test_left(void)
{
	struct bpf_source *s = open_source(WANTED);
	uint8_t frame[FRAME_BYTES];
	struct weir_programs p;

	tap_is(load(s, &p), 0, "programs that send frames");
	make_frame(frame, 1, 2, 17, 53, 80);
	tap_ok(!send_frame(p.xdp, frame) && !send_frame(p.xdp, frame), "frames that nobody reads");
	bpf_source_free(s, false);
	s = open_source(WANTED);
	tap_is(take(s).count, 0, "are not the next process's");
	bpf_source_free(s, false);
}

/* Without multi-buffer XDP, as before Linux 5.18. */
static void test_linear(struct bpf_source *s)
{
	struct weir_config config = { .slot = SLOT, .replay = 1, .events = WANTED };
	struct map_set maps;
	struct weir_bpf *programs;
	struct weir_key key;
	uint8_t frame[sizeof(struct weir_replay_meta) + FRAME_BYTES] = { 0 };
	struct weir_replay_meta meta = { .time_ns = 5, .cap_len = FRAME_BYTES,
					 .wire_len = FRAME_BYTES + 7 };
	struct xdp_md context = { .data = sizeof(meta), .data_end = sizeof(frame) };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = 1);
	unsigned int wrong = 0, lengths = 0;
	uint32_t bytes;
	char dir[64];

	snprintf(dir, sizeof(dir), "%s/weir", bpffs);
	tap_is(map_set_open(&maps, dir), 0, "the same maps");
	tap_is(map_programs_load(&maps, &config, &programs), 0, "and a plain XDP program");
	map_programs_watch(programs, WEIR_WATCHING_HOSTS);
	memcpy(frame, &meta, sizeof(meta));
	make_frame(frame + sizeof(meta), 1, 2, 6, 1000, 80);
	key_of_host(&key, 1);
	for (bytes = 1; bytes < FRAME_BYTES; bytes += bytes < 80 ? 1 : 33) {
		struct caught c;

		watch(s, &key, 9, 1, bytes);
		if (bpf_prog_test_run_opts(map_programs_xdp(programs), &run))
			wrong++;
		c = take(s);
		lengths++;
		wrong += c.count != 1 || c.last.frame.data_len != bytes ||
			 c.last.frame.wire_len != FRAME_BYTES + 7 || c.last.frame.time_ns != 5 ||
			 memcmp(c.last.frame.data, frame + sizeof(meta), bytes);
	}
	tap_is(wrong, 0, "plain XDP: right at each of %u lengths", lengths);
	bpf_source_unwatch(s, &key);
	map_programs_free(programs);
	map_set_close(&maps);
}

static void test_wanted(void)
{
	struct bpf_source *s = open_source(WANTED);
	struct weir_programs p;

	tap_is(load(s, &p), 0, "programs that send frames");
	tap_is(pass(s, p.xdp, 1, 2, 6, 1000, 80).count, 0, "what was watched before is forgotten");
	test_names(s, p.xdp, SLOT * 2, "XDP");
	test_bytes(s, p.xdp, "XDP");
	test_watches(s, p.xdp, "XDP");
	test_names(s, p.tc_ingress, SLOT * 2, "tc ingress");
	test_bytes(s, p.tc_ingress, "tc ingress");
	test_watches(s, p.tc_egress, "tc egress");
	test_slots(s, p.xdp);
	test_linear(s);
	test_bounds(s, p.xdp);
	bpf_source_free(s, true);
}

int main(void)
{
	struct map_set probe;
	int error = map_set_create(&probe, 64, 4096);

	if (error == -EPERM || error == -ENOTSUP)
		tap_skip("SKIP: BPF cannot be used here: %s", strerror(-error));
	map_set_close(&probe);
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("bpf", bpffs, "bpf", 0, NULL))
		tap_skip("SKIP: no bpf file system of its own: %s", strerror(errno));
	test_unwanted();
	test_left();
	test_wanted();
	return tap_done();
}
