/* SPDX-License-Identifier: MIT */
/*
 * What a packet costs: in the native engine (one flow, and 64 Ki flows in random order, with
 * the drain told apart), and in the kernel's program by the kernel's own test run: as it is,
 * and with frames wanted that this packet is none of.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <weir/frame.h>
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

/* A host that no packet is from or to, so that every lookup there is has to be made. */
static int watch_other(const struct weir_bpf *programs, uint32_t kinds)
{
	const struct weir_key key = { .lo.word[3] = 1 };
	const struct weir_watch other = { .id = 1, .packets = 1, .bytes = 128, .slots = 0xffff };

	programs->bss->watching = kinds;
	return bpf_map_update_elem(bpf_map__fd(programs->maps.watch), &key, &other, 0);
}

static const struct {
	const char *what;
	uint8_t events;
	uint8_t kinds; /* watched; 0: nothing */
	bool question;
} kernel_rows[] = {
	{ "kernel, XDP program, one flow", 0, 0, false },
	{ "kernel, XDP program, DNS questions", 0, 0, true },
	{ "  names wanted, one flow", 1u << WEIR_EVENT_NAMES, 0, false },
	{ "  names wanted, DNS questions", 1u << WEIR_EVENT_NAMES, 0, true },
	{ "  evidence on, nothing watched, one flow", 1u << WEIR_EVENT_WATCH, 0, false },
	{ "  another host watched, one flow", 1u << WEIR_EVENT_WATCH, WEIR_WATCHING_HOSTS, false },
	{ "  host, pair and flow watched, one flow", 1u << WEIR_EVENT_WATCH, 7, false },
};

static int bench_kernel_row(unsigned int i)
{
	struct weir_bpf *programs = weir_bpf__open();
	int error;

	if (!programs)
		return -errno;
	memcpy((char *)&programs->rodata->config + offsetof(struct weir_config, events),
	       &kernel_rows[i].events, 1);
	error = weir_bpf__load(programs);
	if (!error && kernel_rows[i].kinds)
		error = watch_other(programs, kernel_rows[i].kinds);
	if (!error)
		error = bench_kernel_of(bpf_program__fd(programs->progs.weir_xdp),
					kernel_rows[i].question ? question : syn,
					kernel_rows[i].question ? sizeof(question) : sizeof(syn),
					kernel_rows[i].what);
	weir_bpf__destroy(programs);
	return error;
}

static int bench_kernel(void)
{
	unsigned int i;
	int error = 0;

	for (i = 0; i < sizeof(kernel_rows) / sizeof(kernel_rows[0]) && !error; i++)
		error = bench_kernel_row(i);
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
