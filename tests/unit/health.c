// SPDX-License-Identifier: MIT
/* What the sensor says of its own blindness, against numbers that the test sets. */
#include "tap.h"
#include "user/sensor/health.h"
#include "user/source/interface.h"

#include <string.h>

#define MINUTE UINT64_C(60000000000)

static struct {
	struct attachment attachment[2];
	unsigned int attachments;
	uint64_t seen;
	uint64_t drops;
	unsigned int events;
	enum journal_kind last;
	char message[256];
} fake;

static const struct account fresh_account;

const struct account *bpf_source_takeover(const struct bpf_source *s)
{
	(void)s;
	return &fresh_account;
}

void bpf_source_seen(const struct bpf_source *s, unsigned int vantage, struct weir_tally *out)
{
	(void)s;
	out->packets = vantage % 2 ? 0 : fake.seen;
	out->bytes = 0;
}

unsigned int attach_count(const struct attach_set *set)
{
	(void)set;
	return fake.attachments;
}

const struct attachment *attach_get(const struct attach_set *set, unsigned int i)
{
	(void)set;
	return &fake.attachment[i];
}

int interface_drops(uint32_t ifindex, uint64_t *out)
{
	(void)ifindex;
	*out = fake.drops;
	return 0;
}

void output_event(struct output *out, enum journal_kind kind, const char *ifname,
		  const char *message)
{
	(void)out;
	(void)ifname;
	fake.events++;
	fake.last = kind;
	snprintf(fake.message, sizeof(fake.message), "%s", message);
}

static struct health fresh(void)
{
	struct health h;

	memset(&fake, 0, sizeof(fake));
	fake.attachments = 1;
	strcpy(fake.attachment[0].ifname, "lan0");
	fake.attachment[0].ifindex = 2;
	strcpy(fake.attachment[1].ifname, "lan1");
	fake.attachment[1].ifindex = 5;
	fake.attachment[1].slot = 1;
	fake.drops = 1000;
	health_init(&h, NULL, NULL, NULL);
	return h;
}

static void drops_of_the_nic(void)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	struct health h = fresh();

	health_look(&h, &a, &p, MINUTE);
	tap_is(fake.events, 0, "drops from before the start are not told");
	fake.drops += 7;
	health_look(&h, &a, &p, MINUTE + 1);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_CAPTURE_LOSS &&
		       strstr(fake.message, "lan0") && strstr(fake.message, " 7 "),
	       "new ones are: %s", fake.message);
	tap_is(health_not_visible(&h, 0), 7, "and stand beside the account");
	fake.drops += 3;
	health_look(&h, &a, &p, MINUTE + 2);
	tap_is(fake.events, 1, "at most once a minute");
	tap_is(health_not_visible(&h, 0), 10, "but all are counted");
	health_look(&h, &a, &p, 3 * MINUTE);
	tap_ok(fake.events == 2 && strstr(fake.message, " 3 "), "the rest follows: %s",
	       fake.message);
	fake.attachment[0].ifindex = 3;
	fake.drops = 0;
	health_look(&h, &a, &p, 9 * MINUTE);
	tap_is(health_not_visible(&h, 0), 10, "an interface that came back counts from nought");
	fake.drops = 5;
	health_look(&h, &a, &p, 12 * MINUTE);
	tap_is(health_not_visible(&h, 0), 15, "on top of before");
}

static void silence_of_a_busy_interface(void)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	struct health h = fresh();
	unsigned int i;

	for (i = 0; i < 3 * HEALTH_SILENT_WINDOWS; i++)
		health_look(&h, &a, &p, MINUTE + i);
	tap_is(fake.events, 0, "one that was never busy may be silent");
	for (i = 0; i < HEALTH_BUSY_WINDOWS; i++, fake.seen++)
		health_look(&h, &a, &p, 2 * MINUTE + i);
	health_look(&h, &a, &p, 3 * MINUTE);
	for (i = 0; i < HEALTH_SILENT_WINDOWS - 1; i++)
		health_look(&h, &a, &p, 4 * MINUTE + i);
	tap_is(fake.events, 0, "a busy one may be for a few windows");
	health_look(&h, &a, &p, 5 * MINUTE);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_INTERFACE_SILENT, "then it is told: %s",
	       fake.message);
	for (i = 0; i < 3 * HEALTH_SILENT_WINDOWS; i++)
		health_look(&h, &a, &p, (7 + i) * MINUTE);
	tap_is(fake.events, 1, "once");
}

/* As when a switch loses power. */
static void silence_of_two(void)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	struct health h = fresh();
	unsigned int i;

	fake.attachments = 2;
	for (i = 0; i < HEALTH_BUSY_WINDOWS; i++) {
		fake.seen++;
		health_look(&h, &a, &p, MINUTE + i);
	}
	for (i = 0; i < HEALTH_SILENT_WINDOWS; i++)
		health_look(&h, &a, &p, 2 * MINUTE + i);
	tap_ok(fake.events == 1 && strstr(fake.message, "lan0"), "the first is told: %s",
	       fake.message);
	health_look(&h, &a, &p, 4 * MINUTE);
	tap_ok(fake.events == 2 && strstr(fake.message, "lan1"), "the second a minute later: %s",
	       fake.message);
	health_look(&h, &a, &p, 6 * MINUTE);
	tap_is(fake.events, 2, "each once");
}

static void account_and_map(void)
{
	const struct pipeline_stats p = { 0 };
	struct account a = { .seen = { 10, 1000 }, .accounted = { 7, 700 } };
	struct health h = fresh();

	a.overflow[WEIR_OVERFLOW_map_full] = (struct weir_tally){ 3, 300 };
	health_look(&h, &a, &p, MINUTE);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_MAP_FULL && strstr(fake.message, " 3 "),
	       "a full map is told: %s", fake.message);
	health_look(&h, &a, &p, 3 * MINUTE);
	tap_is(fake.events, 1, "once, while it does not go on");
	a.seen.packets++;
	health_look(&h, &a, &p, 5 * MINUTE);
	tap_ok(fake.events == 2 && fake.last == JOURNAL_ACCOUNT_BROKEN,
	       "an account that does not hold is told: %s", fake.message);
}

int main(void)
{
	drops_of_the_nic();
	silence_of_a_busy_interface();
	silence_of_two();
	account_and_map();
	return tap_done();
}
