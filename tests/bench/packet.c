/* SPDX-License-Identifier: MIT */
/*
 * What a packet costs: in the native engine (one flow, and 64 Ki flows in random order, with
 * the drain told apart), and in the kernel's program by the kernel's own test run.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <weir/abi.h>
#include "weir.skel.h"

#include "user/source/source.h"

#define FLOWS 65536u
#define PACKETS (16u * FLOWS)
#define RUNS 1000000

/* 192.168.0.0 -> 10.0.0.1, TCP SYN, padded to the least frame. */
static const uint8_t syn[60] = {
	2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00, 0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0,
	192, 168, 0, 0, 10, 0, 0, 1, 0xc0, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2,
};

/* A question for www.example.com, with room for a cookie. */
static const uint8_t question[88] = {
	2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00, 0x45, 0, 0, 74, 0, 0, 0x40, 0, 64, 17, 0, 0,
	192, 168, 0, 0, 10, 0, 0, 1, 0xc0, 0, 0, 53, 0, 54, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1,
	3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0, 0, 1, 0, 1,
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static void tell(const char *what, uint64_t ns, uint64_t count)
{
	printf("%-44s %8.1f ns\n", what, (double)ns / (double)count);
}

static int take(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	(void)key;
	(void)flow;
	(*(uint64_t *)ctx)++;
	return 0;
}

static int take_victim(void *ctx, const struct weir_victim *victim)
{
	(void)ctx;
	(void)victim;
	return 0;
}

/* Sends PACKETS over @flows flows; 0 or negative errno. */
static int bench_native(const uint8_t *packet, uint32_t len, unsigned int flows, const char *what,
			const char *what_drain)
{
	uint8_t frame[sizeof(question)];
	struct frame_record record = { .data = frame, .len = len };
	uint64_t drained = 0, from, state = 88172645463325252ull;
	struct drain_sink sink = { take, take_victim, &drained };
	struct account account;
	struct engine *engine;
	unsigned int i;
	int error;

	error = engine_native_new(FLOWS, &engine);
	if (error)
		return error;
	memcpy(frame, packet, len);
	memset(&account, 0, sizeof(account));
	record.meta.wire_len = len;
	record.meta.cap_len = len;
	from = now_ns();
	for (i = 0; !error && i < PACKETS; i++) {
		state = state * 6364136223846793005ull + 1442695040888963407ull;
		frame[28] = (uint8_t)((state >> 40) % flows >> 8);
		frame[29] = (uint8_t)((state >> 40) % flows);
		record.meta.time_ns = i;
		error = engine->ops->packet(engine, &record);
	}
	tell(what, now_ns() - from, PACKETS);
	from = now_ns();
	if (!error)
		error = engine->ops->drain(engine, &sink, &account);
	if (!error && what_drain)
		tell(what_drain, now_ns() - from, drained ? drained : 1);
	if (!error && account.accounted.packets != PACKETS)
		error = -EIO;
	engine->ops->free(engine);
	return error;
}

/* One flow through the XDP program; the kernel's mean over RUNS. */
static int bench_kernel_of(int program, const uint8_t *packet, uint32_t len, const char *what)
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = len, .repeat = RUNS);
	int error = bpf_prog_test_run_opts(program, &run);

	if (!error)
		tell(what, run.duration, 1);
	return error;
}

static int bench_kernel(void)
{
	struct weir_bpf *programs = weir_bpf__open_and_load();
	int error, xdp;

	if (!programs)
		return -errno;
	xdp = bpf_program__fd(programs->progs.weir_xdp);
	error = bench_kernel_of(xdp, syn, sizeof(syn), "kernel, XDP program, one flow");
	if (!error)
		error = bench_kernel_of(xdp, question, sizeof(question),
					"kernel, XDP program, DNS questions");
	weir_bpf__destroy(programs);
	return error;
}

int main(void)
{
	int error = bench_native(syn, sizeof(syn), 1, "native, one flow", NULL);

	if (!error)
		error = bench_native(question, sizeof(question), 1, "native, DNS questions", NULL);
	if (!error)
		error = bench_native(syn, sizeof(syn), FLOWS, "native, 64 Ki flows at random",
				     "native drain, of one flow");
	if (error) {
		fprintf(stderr, "native engine: %s\n", strerror(-error));
		return 1;
	}
	libbpf_set_print(NULL);
	error = bench_kernel();
	if (error)
		printf("%-44s %s\n", "kernel, XDP program", strerror(-error));
	return 0;
}
