// SPDX-License-Identifier: MIT
/* The kernel engine of replay: each frame goes through the loaded XDP program by the
 * kernel's test run, with its true time and lengths in front as metadata. */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <weir/account.h>

#include "drain.h"

#define FRAME_LEN_MIN 14 /* the test run refuses less */

WEIR_ASSERT(FRAME_LEN_MAX >= WEIR_REACH_MAX);

struct kernel_engine {
	struct engine engine;
	struct map_set maps;
	struct drain drain;
	struct weir_bpf *programs;
	int xdp;
	cpu_set_t affinity; /* of the thread before */
	struct weir_counters refused; /* what never reached the kernel, since the last drain */
	struct {
		struct weir_replay_meta meta;
		uint8_t frame[FRAME_LEN_MAX];
	} input;
};

static struct kernel_engine *self_of(struct engine *e)
{
	return (struct kernel_engine *)e; /* the first member */
}

/* The same code as in the kernel program and the native engine, on counters of its own. */
static void count_short(struct kernel_engine *k, const struct frame_record *r)
{
	struct weir_packet p;

	weir_parse(&p, r->data, r->data + r->len, 0);
	weir_measure(&p, r->meta.cap_len, r->meta.wire_len, r->meta.link_len, r->meta.synth_len);
	weir_tally_add(&k->refused.seen, 1, p.bytes);
	weir_count_malformed(&k->refused, &p);
}

static int kernel_packet(struct engine *e, const struct frame_record *r)
{
	struct kernel_engine *k = self_of(e);
	uint32_t len = r->len < FRAME_LEN_MAX ? r->len : FRAME_LEN_MAX;
	uint32_t size = (uint32_t)sizeof(k->input.meta) + len;
	struct xdp_md context = { .data = sizeof(k->input.meta), .data_end = size };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = &k->input, .data_size_in = size,
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = 1);

	if (len < FRAME_LEN_MIN) {
		count_short(k, r);
		return 0;
	}
	k->input.meta = r->meta;
	memcpy(k->input.frame, r->data, len);
	return bpf_prog_test_run_opts(k->xdp, &run);
}

static void kernel_refuse(struct engine *e, const struct frame_record *r,
			  enum weir_malformed reason)
{
	struct kernel_engine *k = self_of(e);

	weir_tally_add(&k->refused.seen, 1, r->meta.cap_len);
	weir_tally_add(&k->refused.malformed[reason], 1, r->meta.cap_len);
}

static int kernel_drain(struct engine *e, const struct drain_sink *sink, struct account *a)
{
	struct kernel_engine *k = self_of(e);
	struct weir_counters none = { 0 };
	int more = drain_swap(&k->drain);

	account_add_counters(a, &k->refused, &none);
	k->refused = none;
	if (more)
		return more;
	do
		more = drain_step(&k->drain, sink, a, UINT64_MAX);
	while (more > 0);
	return more;
}

static void kernel_free(struct engine *e)
{
	struct kernel_engine *k = self_of(e);

	if (!e)
		return;
	if (CPU_COUNT(&k->affinity))
		sched_setaffinity(0, sizeof(k->affinity), &k->affinity);
	map_programs_free(k->programs);
	drain_fini(&k->drain);
	map_set_close(&k->maps);
	free(k);
}

static const struct engine_ops kernel_ops = {
	.name = "kernel",
	.packet = kernel_packet,
	.refuse = kernel_refuse,
	.drain = kernel_drain,
	.free = kernel_free,
};

/* On one CPU, as the native engine is: slots for ethertypes and victims are per CPU. */
static int stay_on_one_cpu(struct kernel_engine *k)
{
	int cpu = sched_getcpu();
	cpu_set_t one;

	if (cpu < 0 || sched_getaffinity(0, sizeof(k->affinity), &k->affinity))
		return -errno;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) ? -errno : 0;
}

int engine_kernel_new(uint32_t flows_max, struct engine **out)
{
	struct weir_config config = { .replay = 1, .keyed_vlan = 1 };
	struct kernel_engine *k = calloc(1, sizeof(*k));
	int error;

	if (!k)
		return -ENOMEM;
	k->engine.ops = &kernel_ops;
	error = map_set_create(&k->maps, flows_max, (uint32_t)getpagesize());
	if (!error)
		error = drain_init(&k->drain, &k->maps);
	if (!error)
		error = map_programs_load(&k->maps, &config, &k->programs);
	if (!error)
		error = stay_on_one_cpu(k);
	if (error) {
		kernel_free(&k->engine);
		return error;
	}
	k->xdp = map_programs_xdp(k->programs);
	*out = &k->engine;
	return 0;
}
