// SPDX-License-Identifier: MIT
/* With the capabilities of the running sensor (none), swap, drain, ledger, events and
 * programs already loaded still work; new maps do not. */
#include "tests/unit/tap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/control/privileges.h"
#include "user/source/frames.h"
#include "user/source/maps.h"
#include "user/source/programs.h"

#define FLOWS_MAX 64
#define SOURCES 100

/* In a mount namespace of its own: nothing is left behind. */
static const char bpffs[] = "/tmp";

struct seen {
	unsigned int flows;
	unsigned int victims;
	unsigned int pressure;
};

static int on_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct seen *seen = ctx;

	(void)key;
	(void)flow;
	seen->flows++;
	return 0;
}

static int on_victim(void *ctx, const struct weir_victim *victim)
{
	struct seen *seen = ctx;

	(void)victim;
	seen->victims++;
	return 0;
}

static void on_event(void *ctx, const struct weir_event *event)
{
	struct seen *seen = ctx;

	seen->pressure += event->kind == WEIR_EVENT_PRESSURE;
}

static int send_packets(int program)
{
	uint8_t frame[60] = { [12] = 8, [14] = 0x45, [17] = 46, [23] = 17 };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1);
	unsigned int i;

	for (i = 0; i < SOURCES; i++) {
		frame[26] = (uint8_t)i;
		if (bpf_prog_test_run_opts(program, &run))
			return -1;
	}
	return 0;
}

/* The traffic: a process that keeps its rights and sends when a byte comes. */
static pid_t start_sender(int program, int order[2], int done[2])
{
	pid_t child;
	char byte;

	if (pipe(order) || pipe(done))
		return -1;
	child = fork();
	if (child)
		return child;
	close(order[1]);
	while (read(order[0], &byte, 1) == 1)
		if (send_packets(program) || write(done[1], &byte, 1) != 1)
			_exit(1);
	_exit(0);
}

static void test_window(struct bpf_source *s, const int order[2], const int done[2])
{
	struct seen seen = { 0 };
	struct drain_sink sink = { .flow = on_flow, .victim = on_victim, .ctx = &seen };
	struct account a = { 0 };
	char byte = 0;
	int more;

	tap_ok(write(order[1], &byte, 1) == 1 && read(done[0], &byte, 1) == 1, "packets pass");
	more = bpf_source_swap(s);
	tap_is(more, 0, "swap");
	while (!more && (more = bpf_source_drain(s, &sink, &a, 1000000)) > 0)
		more = 0;
	tap_is(more, 0, "drain");
	tap_is(a.seen.packets, SOURCES, "seen");
	tap_is(seen.flows, FLOWS_MAX, "records");
	tap_ok(seen.victims >= 1, "the destination that overflowed is named");
	tap_ok(account_holds(&a), "account holds");
	tap_ok(bpf_source_events(s, on_event, &seen, 100) > 0 && seen.pressure > 0,
	       "pressure through the ring");
}

static void test_no_capability(struct bpf_source *s, const struct weir_programs *programs)
{
	struct privileges_options none = { 0 };
	struct weir_config config = { .slot = 0 };
	struct weir_vantage vantage = { .ifname = "eth0", .ifindex = 2 };
	struct weir_watch watch = { .id = 1, .packets = 1, .bytes = 1, .slots = 1 };
	struct weir_key key = { .lo.word[3] = 1 };
	char error[BPF_ERROR_SIZE], why[PRIVILEGES_ERROR_SIZE];
	struct weir_programs again;
	struct map_set maps;
	int order[2], done[2], status = -1;
	pid_t sender = start_sender(programs->xdp, order, done);

	tap_is(privileges_drop(&none, why), 0, "capabilities are given up");
	tap_ok(map_set_create(&maps, 64, 4096) == -EPERM, "new maps are refused");
	test_window(s, order, done);
	test_window(s, order, done);
	tap_is(bpf_source_programs(s, &config, &again, error), 0, "loaded programs are found");
	tap_is(bpf_source_set_vantage(s, 0, &vantage), 0, "vantages can be written");
	tap_is(bpf_source_watch(s, &key, &watch), 0, "a host can be watched");
	tap_is(bpf_source_unwatch(s, &key), 0, "and no longer be");
	bpf_source_watching(s, WEIR_WATCHING_HOSTS);
	close(order[1]);
	waitpid(sender, &status, 0);
	tap_is(status, 0, "the sender ends");
	bpf_source_free(s, true);
	tap_ok(access("/tmp/weir", F_OK) && errno == ENOENT, "a clean stop leaves no pin");
}

int main(void)
{
	struct bpf_options o = { .bpffs = bpffs, .flows_max = FLOWS_MAX, .ring_bytes = 4096,
				 .events = 1u << WEIR_EVENT_PRESSURE };
	struct weir_config config = { .slot = 0 };
	struct weir_programs programs;
	char error[BPF_ERROR_SIZE] = "";
	struct bpf_source *s;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("bpf", bpffs, "bpf", 0, NULL))
		tap_skip("SKIP: no bpf file system of its own: %s", strerror(errno));
	switch (bpf_source_new(&o, &s, error)) {
	case 0:
		break;
	case -EPERM:
	case -ENOTSUP:
		tap_skip("SKIP: %s", error);
	default:
		tap_ok(0, "source starts: %s", error);
		return tap_done();
	}
	tap_is(bpf_source_programs(s, &config, &programs, error), 0, "programs load");
	test_no_capability(s, &programs);
	return tap_done();
}
