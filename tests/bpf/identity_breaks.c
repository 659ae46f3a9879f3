// SPDX-License-Identifier: MIT
/* Every part of the account is counted for itself: with any one of them off by a packet or
 * a byte, the identity fails. */
#include "tests/unit/tap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "user/source/drain.h"

/* ARP, IPv4 cut short, and UDP from many sources into a map of 4 flows. */
#define SOURCES 20
#define FLOWS_MAX 4

struct bench {
	struct map_set maps;
	struct drain drain;
	struct weir_bpf *programs;
};

static int send_frame(const struct bench *b, const uint8_t *frame, uint32_t length)
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = length, .repeat = 1);

	return bpf_prog_test_run_opts(map_programs_xdp(b->programs), &run);
}

static int send_all(const struct bench *b)
{
	uint8_t frame[60] = { [12] = 8, [13] = 6 };
	unsigned int i;
	int error = send_frame(b, frame, 60);

	frame[13] = 0;
	if (!error)
		error = send_frame(b, frame, 20);
	frame[14] = 0x45;
	frame[17] = 46;
	frame[23] = 17;
	for (i = 0; i < SOURCES && !error; i++) {
		frame[26] = (uint8_t)i;
		error = send_frame(b, frame, 60);
	}
	return error;
}

static int bench_open(struct bench *b)
{
	struct weir_config config = { .slot = 0 };
	int error = map_set_create(&b->maps, FLOWS_MAX, 4096);

	if (!error)
		error = drain_init(&b->drain, &b->maps);
	if (!error)
		error = map_programs_load(&b->maps, &config, &b->programs);
	return error;
}

static void bench_close(struct bench *b)
{
	map_programs_free(b->programs);
	drain_fini(&b->drain);
	map_set_close(&b->maps);
}

/* Adds 1 to a 64-bit field of the first vantage's counters on the last CPU. */
static int break_counter(struct bench *b, size_t offset)
{
	static struct weir_counters values[1024];
	int fd = b->maps.fd[MAP_COUNTERS + b->drain.still];
	uint32_t vantage = 0;
	uint64_t field;
	char *at = (char *)&values[b->maps.cpus - 1] + offset;
	int error = bpf_map_lookup_elem(fd, &vantage, values);

	if (error)
		return error;
	memcpy(&field, at, sizeof(field));
	field++;
	memcpy(at, &field, sizeof(field));
	return bpf_map_update_elem(fd, &vantage, values, 0);
}

static int break_record(struct bench *b, size_t offset)
{
	int fd = b->maps.fd[MAP_FLOWS + b->drain.still];
	struct weir_flow flow;
	struct weir_key key;
	uint64_t field;
	int error = bpf_map_get_next_key(fd, NULL, &key);

	if (!error)
		error = bpf_map_lookup_elem(fd, &key, &flow);
	if (error)
		return error;
	memcpy(&field, (char *)&flow + offset, sizeof(field));
	field++;
	memcpy((char *)&flow + offset, &field, sizeof(field));
	return bpf_map_update_elem(fd, &key, &flow, 0);
}

static void test_break(const char *what, int (*break_it)(struct bench *, size_t), size_t offset)
{
	struct account a = { 0 };
	struct bench b = { 0 };
	int error = bench_open(&b);

	if (!error)
		error = send_all(&b);
	if (!error)
		error = drain_swap(&b.drain);
	if (!error && break_it)
		error = break_it(&b, offset);
	if (!error)
		error = drain_whole(&b.drain, &a);
	tap_is(error, 0, "%s: drained", what);
	tap_ok(account_holds(&a) == !break_it, "%s: the identity %s", what,
	       break_it ? "fails" : "holds");
	bench_close(&b);
}

#define COUNTER(member) #member, break_counter, offsetof(struct weir_counters, member)
#define RECORD(member) "record's " #member, break_record, offsetof(struct weir_flow, member)

int main(void)
{
	struct map_set probe;
	int error = map_set_create(&probe, 64, 4096);

	if (error == -EPERM || error == -ENOTSUP)
		tap_skip("SKIP: BPF cannot be used here: %s", strerror(-error));
	map_set_close(&probe);
	test_break("untouched", NULL, 0);
	test_break(COUNTER(seen.packets));
	test_break(COUNTER(seen.bytes));
	test_break(COUNTER(not_ip[0].packets));
	test_break(COUNTER(not_ip_other.bytes));
	test_break(COUNTER(malformed[WEIR_MALFORMED_ipv4_header_truncated].packets));
	test_break(COUNTER(malformed[WEIR_MALFORMED_icmp_truncated].bytes));
	test_break(COUNTER(overflow[WEIR_OVERFLOW_map_full].packets));
	test_break(COUNTER(overflow[WEIR_OVERFLOW_map_busy].bytes));
	test_break(RECORD(hot[0].packets));
	test_break(RECORD(hot[1].bytes));
	return tap_done();
}
