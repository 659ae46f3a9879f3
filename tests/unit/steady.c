// SPDX-License-Identifier: MIT
/* Flows that do the same again and again, and those that do not. */
#include "tap.h"

#include "user/detect/steady.h"

#include <arpa/inet.h>

#define SECOND_NS 1000000000ull

static struct row flow_row(unsigned int number, uint64_t second, uint32_t fwd, uint32_t rev)
{
	struct row row = {
		.subject = {
			.kind = ROW_FLOW,
			.src = { { 0, 0, htonl(0xffff), htonl(0x0a000000 + number) } },
			.dst = { { 0, 0, htonl(0xffff), htonl(0xc0000201) } },
			.dport = htons(80),
			.ip_proto = 6,
			.window_s = 5,
			.start_ns = second * SECOND_NS,
			.end_ns = (second + 5) * SECOND_NS,
		},
	};

	row.value[FLOW_w_fwd_ip_bytes] = fwd;
	row.value[FLOW_w_rev_ip_bytes] = rev;
	return row;
}

static uint32_t note(struct steady *s, unsigned int number, uint64_t second, uint32_t fwd,
		     uint32_t rev)
{
	struct row row = flow_row(number, second, fwd, rev);

	return steady_note(s, &row);
}

static void test_runs(struct steady *s)
{
	tap_is(note(s, 1, 0, 300, 1600), 1, "first");
	tap_is(note(s, 1, 5, 310, 1600), 2, "alike");
	tap_is(note(s, 2, 5, 310, 1600), 1, "another flow has its own run");
	tap_is(note(s, 1, 15, 295, 1700), 3, "a silent window between");
	tap_is(note(s, 1, 20, 0, 40), 0, "one side alone is no window of the run");
	tap_is(note(s, 1, 25, 300, 1600), 4, "which goes on");
	tap_is(note(s, 1, 30, 400, 1600), 1, "more bytes begin it anew");
	tap_is(note(s, 1, 35, 400, 800), 1, "so do fewer of the other side");
	tap_is(note(s, 1, 40, 400, 800), 2, "alike again");
	tap_is(note(s, 1, 60, 400, 800), 1, "but not after a long silence");
}

/* More flows than it can hold: the latest are known, none is taken for another. */
static void test_crowd(struct steady *s)
{
	enum { FLOWS = 4 * STEADY_BUCKETS * STEADY_WAYS };
	unsigned int i, wrong = 0;

	for (i = 0; i < FLOWS; i++)
		wrong += note(s, 1000 + i, 100, 500, 500) != 1;
	tap_is(wrong, 0, "%d flows begin at 1", FLOWS);
	tap_is(note(s, 1000 + FLOWS - 1, 105, 500, 500), 2, "the latest is remembered");
}

int main(void)
{
	struct steady *s = NULL;

	tap_is(steady_new(&s), 0, "new");
	test_runs(s);
	test_crowd(s);
	steady_free(s);
	steady_free(NULL);
	return tap_done();
}
