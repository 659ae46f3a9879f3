// SPDX-License-Identifier: MIT
/* What a dead process leaves under its pins is accounted by the next one: records still in
 * the maps, records it had taken and not told of, maps of another size, maps of another
 * ABI. A second process on the same pins is refused. */
#include "tests/unit/tap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/source/maps.h"
#include "user/source/attach_clean.h"
#include "user/source/programs.h"

#define FRAME_BYTES 60

/* In a mount namespace of its own: nothing is left behind. */
static const char bpffs[] = "/tmp";

static const char *pins_dir(void)
{
	static char dir[sizeof(bpffs) + 8];

	snprintf(dir, sizeof(dir), "%s/weir", bpffs);
	return dir;
}

static struct bpf_options options_of(uint32_t flows_max)
{
	return (struct bpf_options){ .bpffs = bpffs, .flows_max = flows_max, .ring_bytes = 4096 };
}

static int load(struct bpf_source *s, struct weir_programs *programs)
{
	struct weir_config config = { .slot = 0 };
	char error[BPF_ERROR_SIZE] = "";
	int code = bpf_source_programs(s, &config, programs, error);

	if (code)
		printf("# %s\n", error);
	return code;
}

/* UDP from so many sources, by the test run of a loaded program. */
static int send_packets(int program, unsigned int from, unsigned int count)
{
	uint8_t frame[FRAME_BYTES] = { 0 };
	unsigned int i;
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1);

	frame[12] = 8;
	frame[14] = 0x45;
	frame[17] = FRAME_BYTES - 14;
	frame[23] = 17;
	for (i = from; i < from + count; i++) {
		memcpy(frame + 26, &i, sizeof(i));
		if (bpf_prog_test_run_opts(program, &run))
			return -1;
	}
	return 0;
}

static int drain(struct bpf_source *s, const struct drain_sink *sink, struct account *a)
{
	int more = bpf_source_swap(s);

	while (!more && (more = bpf_source_drain(s, sink, a, 1000000)) > 0)
		more = 0;
	return more;
}

static int stop_in_the_batch(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	(void)ctx;
	(void)key;
	(void)flow;
	_exit(0);
}

/* A process that sees 100 packets, drains them, sees @more and dies: before it drains
 * (0), or (1) in a drain, with its records taken. Its programs stay, as links would. */
static int live_and_die(unsigned int more, int in_drain)
{
	struct drain_sink deadly = { .flow = stop_in_the_batch };
	struct bpf_options o = options_of(1024);
	char error[BPF_ERROR_SIZE];
	struct account a = { 0 };
	struct weir_programs programs;
	struct bpf_source *s;
	int status;
	pid_t child = fork();

	if (!child) {
		if (bpf_source_new(&o, &s, error) || load(s, &programs) ||
		    send_packets(programs.xdp, 0, 100) || drain(s, NULL, &a) ||
		    a.accounted.packets != 100 || send_packets(programs.xdp, 1000, more))
			_exit(1);
		if (in_drain)
			drain(s, &deadly, &a);
		_exit(in_drain);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static struct bpf_source *take_over(uint32_t flows_max, const char *what)
{
	struct bpf_options o = options_of(flows_max);
	char error[BPF_ERROR_SIZE] = "";
	struct bpf_source *s = NULL;
	int code = bpf_source_new(&o, &s, error);

	tap_ok(!code, "%s: taken over %s", what, error);
	return s;
}

static void check(const struct account *a, uint64_t seen, uint64_t accounted, uint64_t restart,
		  const char *what)
{
	tap_is(a->seen.packets, seen, "%s: seen", what);
	tap_is(a->seen.bytes, seen * FRAME_BYTES, "%s: bytes", what);
	tap_is(a->accounted.packets, accounted, "%s: accounted", what);
	tap_is(a->restart.packets, restart, "%s: lost with the process", what);
	tap_is(a->restart.bytes, restart * FRAME_BYTES, "%s: bytes lost", what);
	tap_ok(account_holds(a), "%s: account holds", what);
}

static void test_left_in_maps(void)
{
	struct account whole;
	struct weir_programs programs;
	struct bpf_source *s;

	tap_is(live_and_die(50, 0), 0, "a process dies with 50 records in its maps");
	s = take_over(1024, "left in the maps");
	check(bpf_source_takeover(s), 150, 150, 0, "left in the maps");
	whole = *bpf_source_takeover(s);
	tap_is(load(s, &programs) || send_packets(programs.xdp, 0, 7) || drain(s, NULL, &whole), 0,
	       "the next one counts on");
	check(&whole, 157, 157, 0, "and on top");
	bpf_source_free(s, false);
	s = take_over(1024, "after a stop that left the pins");
	check(bpf_source_takeover(s), 157, 157, 0, "after a stop that left the pins");
	bpf_source_free(s, true);
	tap_ok(access(pins_dir(), F_OK) && errno == ENOENT, "a clean stop leaves no pin");
}

/* The ledger is written before a record is handed on, so a death at the first record loses
 * nothing; one before the ledger is made here by taking records behind its back. */
static void test_lost_with_process(void)
{
	struct map_set maps;
	struct bpf_source *s;
	uint32_t key_count = 64;
	static struct weir_key keys[64];
	static struct weir_flow flows[64];
	struct weir_key token;

	tap_is(live_and_die(40, 1), 0, "a process dies with a batch in its hands");
	s = take_over(1024, "told before death");
	check(bpf_source_takeover(s), 140, 140, 0, "told before death");
	bpf_source_free(s, true);

	tap_is(live_and_die(30, 0), 0, "a process dies with 30 records in its maps");
	tap_is(map_set_open(&maps, pins_dir()), 0, "its maps open");
	bpf_map_lookup_and_delete_batch(maps.fd[MAP_FLOWS + map_set_active(&maps)], NULL, &token,
					keys, flows, &key_count, NULL);
	tap_is(key_count, 30, "and are emptied behind the ledger's back");
	map_set_close(&maps);
	s = take_over(1024, "taken and not told");
	check(bpf_source_takeover(s), 130, 100, 30, "taken and not told");
	bpf_source_free(s, true);
}

static void test_other_size(void)
{
	struct weir_programs old, programs;
	struct account whole;
	struct map_set maps;
	struct bpf_source *s;
	char error[BPF_ERROR_SIZE];
	struct weir_config config = { .slot = 0 };
	struct weir_bpf *before;

	tap_is(live_and_die(20, 0), 0, "a process dies with maps of 1024 entries");
	/* A program over the old maps lives on, as one on an interface would. */
	tap_is(map_set_open(&maps, pins_dir()), 0, "old maps");
	tap_is(map_programs_load(&maps, &config, &before), 0, "old program");
	old.xdp = map_programs_xdp(before);
	s = take_over(2048, "another size");
	check(bpf_source_takeover(s), 120, 120, 0, "another size");
	whole = *bpf_source_takeover(s);
	tap_is(bpf_source_programs(s, &config, &programs, error), 0, "new program");
	tap_is(send_packets(old.xdp, 0, 11) || send_packets(programs.xdp, 0, 5), 0,
	       "both count for a while");
	tap_is(drain(s, NULL, &whole), 0, "first drain");
	check(&whole, 136, 136, 0, "nothing between the two is lost");
	map_programs_free(before);
	map_set_close(&maps);
	bpf_source_free(s, true);
}

static void test_other_abi(uint32_t abi)
{
	static const char *const since_3[] = { "frames", "frame_scratch", "watch" };
	char pin[64];
	struct weir_ledger ledger;
	struct map_set maps;
	struct bpf_source *s;
	uint32_t zero = 0;

	unsigned int i;

	tap_is(live_and_die(25, 0), 0, "a process of another ABI dies");
	tap_is(map_set_open(&maps, pins_dir()), 0, "its maps open");
	bpf_map_lookup_elem(maps.fd[MAP_LEDGER], &zero, &ledger);
	ledger.abi = abi;
	tap_is(bpf_map_update_elem(maps.fd[MAP_LEDGER], &zero, &ledger, 0), 0, "ABI %u", abi);
	map_set_close(&maps);
	for (i = 0; abi == 2 && i < sizeof(since_3) / sizeof(since_3[0]); i++) {
		snprintf(pin, sizeof(pin), "%s/%s", pins_dir(), since_3[i]);
		tap_is(unlink(pin), 0, "it had no map %s", since_3[i]);
	}
	s = take_over(1024, "another ABI");
	check(bpf_source_takeover(s), 125, 100, 25, "another ABI");
	bpf_source_free(s, true);
}

static void test_more_than_counted(void)
{
	const struct attach_clean_options clean = { .bpffs = bpffs };
	struct bpf_options o = options_of(1024);
	char error[BPF_ERROR_SIZE] = "";
	struct weir_ledger ledger;
	struct map_set maps;
	struct bpf_source *s;
	uint32_t zero = 0;

	tap_is(live_and_die(0, 0), 0, "a process dies");
	tap_is(map_set_open(&maps, pins_dir()), 0, "its maps open");
	bpf_map_lookup_elem(maps.fd[MAP_LEDGER], &zero, &ledger);
	ledger.accounted.packets++;
	bpf_map_update_elem(maps.fd[MAP_LEDGER], &zero, &ledger, 0);
	map_set_close(&maps);
	tap_is(bpf_source_new(&o, &s, error), -EUCLEAN, "a ledger above the kernel's count is refused");
	tap_ok(strstr(error, "detach") != NULL, "and says what to do: %s", error);
	tap_is(attach_clean(&clean, error), 0, "which then works");
}

static void test_second_process(void)
{
	const struct attach_clean_options clean = { .bpffs = bpffs };
	struct bpf_options o = options_of(1024);
	struct bpf_source *s = take_over(1024, "fresh maps"), *second;
	struct account none = { 0 };
	char error[BPF_ERROR_SIZE] = "";

	tap_ok(!memcmp(bpf_source_takeover(s), &none, sizeof(none)), "nothing to take over");
	tap_is(bpf_source_new(&o, &second, error), -EBUSY, "a second one is refused");
	tap_is(attach_clean(&clean, error), -EBUSY, "its pins are not removed");
	bpf_source_free(s, true);
	tap_is(attach_clean(&clean, error), 0, "nothing left to remove");
	o.bpffs = "/";
	tap_is(bpf_source_new(&o, &second, error), -ENOTSUP, "pins need a bpf file system");
	tap_ok(strstr(error, "mount") != NULL, "and says how: %s", error);
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
	test_left_in_maps();
	test_lost_with_process();
	test_other_size();
	test_other_abi(2);
	test_other_abi(WEIR_ABI_VERSION + 1);
	test_more_than_counted();
	test_second_process();
	return tap_done();
}
