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
	uint64_t offloaded;
	uint32_t xdp_prog;
	bool carrier;
	bool hw_tc_offload;
	unsigned int reads;
	unsigned int events;
	enum journal_kind last;
	char message[512];
	char blind[64];
	char mend[256];
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

int interface_look(uint32_t ifindex, struct interface_look *out)
{
	(void)ifindex;
	*out = (struct interface_look){ .drops = fake.drops,
					.xdp_prog = fake.xdp_prog,
					.carrier = fake.carrier };
	return 0;
}

int interface_read(const char *name, struct interface *out)
{
	*out = (struct interface){ .ifindex = 2,
				   .link_header = true,
				   .xdp_prog = fake.xdp_prog,
				   .hw_tc_offload = fake.hw_tc_offload };
	snprintf(out->name, sizeof(out->name), "%s", name);
	fake.reads++;
	return 0;
}

/* By its own file, without what else is there. */
int offload_open(struct offload *o, const char *path)
{
	(void)path;
	o->fd = -1;
	return 0;
}

int offload_step(struct offload *o, size_t bytes)
{
	(void)bytes;
	o->known = true;
	o->last.hardware = fake.offloaded;
	o->last.connections = 20;
	return 1;
}

void offload_close(struct offload *o)
{
	(void)o;
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

void output_event_with(struct output *out, enum journal_kind kind, const char *message,
		       const char *const (*fields)[2])
{
	snprintf(fake.blind, sizeof(fake.blind), "%s", fields[1][1]);
	snprintf(fake.mend, sizeof(fake.mend), "%s", fields[2][1]);
	output_event(out, kind, fields[0][1], message);
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
	fake.carrier = true;
	health_init(&h, NULL, NULL, NULL);
	return h;
}

static void drops_of_the_nic(void)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	struct health h = fresh();

	health_look(&h, &a, &p, 0, MINUTE);
	tap_is(fake.events, 0, "drops from before the start are not told");
	fake.drops += 7;
	health_look(&h, &a, &p, 0, MINUTE + 1);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_CAPTURE_LOSS &&
		       strstr(fake.message, "lan0") && strstr(fake.message, " 7 "),
	       "new ones are: %s", fake.message);
	tap_is(health_blind(&h, 0)->nic_drops, 7, "and stand beside the account");
	fake.drops += 3;
	health_look(&h, &a, &p, 0, MINUTE + 2);
	tap_is(fake.events, 1, "at most once a minute");
	tap_is(health_blind(&h, 0)->nic_drops, 10, "but all are counted");
	health_look(&h, &a, &p, 0, 3 * MINUTE);
	tap_ok(fake.events == 2 && strstr(fake.message, " 3 "), "the rest follows: %s",
	       fake.message);
	fake.attachment[0].ifindex = 3;
	fake.drops = 0;
	health_look(&h, &a, &p, 0, 9 * MINUTE);
	tap_is(health_blind(&h, 0)->nic_drops, 10, "an interface that came back counts from nought");
	fake.drops = 5;
	health_look(&h, &a, &p, 0, 12 * MINUTE);
	tap_is(health_blind(&h, 0)->nic_drops, 15, "on top of before");
}

static void drops_that_end(void)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	struct health h = fresh();

	health_look(&h, &a, &p, 0, MINUTE);
	fake.drops += 7;
	health_look(&h, &a, &p, 0, 2 * MINUTE);
	health_look(&h, &a, &p, 0, 11 * MINUTE);
	tap_is(fake.events, 1, "nine minutes without a drop are no end");
	health_look(&h, &a, &p, 0, 12 * MINUTE);
	tap_ok(fake.events == 2 && fake.last == JOURNAL_CAPTURE_RECOVERED, "ten are: %s",
	       fake.message);
	health_look(&h, &a, &p, 0, 30 * MINUTE);
	tap_is(fake.events, 2, "told once");
}

/* Windows of a second each; @packets: whether they show any. */
static void pass(struct health *h, unsigned int windows, bool packets, uint64_t *now)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	unsigned int i;

	for (i = 0; i < windows; i++) {
		fake.seen += packets ? 50 : 0;
		*now += UINT64_C(1000000000);
		health_look(h, &a, &p, 0, *now);
	}
}

static void silence_by_its_own_measure(void)
{
	struct health h = fresh();
	uint64_t now = MINUTE;
	unsigned int i;

	pass(&h, HEALTH_BUSY_WINDOWS - 6, true, &now);
	for (i = 0; i < 6; i++) {
		pass(&h, 5, false, &now);
		pass(&h, 1, true, &now);
	}
	pass(&h, 14, false, &now);
	tap_is(fake.events, 0, "one that often pauses for five windows may pause for fourteen");
	pass(&h, 1, false, &now);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_INTERFACE_SILENT &&
		       strstr(fake.message, " 50 packets") && health_blind(&h, 0)->silent,
	       "thrice that is silence: %s", fake.message);
	pass(&h, 1, true, &now);
	tap_ok(fake.events == 2 && fake.last == JOURNAL_INTERFACE_HEARD &&
		       !health_blind(&h, 0)->silent, "its end is told: %s", fake.message);
	pass(&h, HEALTH_BUSY_WINDOWS, true, &now);
	pass(&h, 40, false, &now);
	tap_is(fake.events, 2, "and forty-five are usual from now on");
	fake.carrier = false;
	now += 2 * MINUTE;
	pass(&h, 10, false, &now);
	tap_ok(fake.events == 3 && strstr(fake.message, "link is down"), "the link: %s",
	       fake.message);
}

static void blind_spots_come_and_go(void)
{
	struct health h = fresh();
	uint64_t now = MINUTE;

	pass(&h, 1, true, &now);
	tap_is(fake.events, 0, "none at first");
	fake.xdp_prog = 9;
	pass(&h, 1, true, &now);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_BLIND && !strcmp(fake.blind, "foreign-xdp") &&
		       strstr(fake.mend, "ip link set dev lan0 xdp off"),
	       "another's XDP is told in the window: %s", fake.message);
	pass(&h, 30, true, &now);
	tap_is(fake.events, 1, "once");
	tap_is(health_blind(&h, 0)->count, 1, "and stands in the status");
	fake.xdp_prog = 0;
	pass(&h, 1, true, &now);
	tap_ok(fake.events == 2 && fake.last == JOURNAL_BLIND_ENDED &&
		       !strcmp(fake.blind, "foreign-xdp"), "its end too: %s", fake.message);
	fake.reads = 0;
	fake.hw_tc_offload = true;
	pass(&h, HEALTH_SPOT_WINDOWS, true, &now);
	tap_ok(fake.events == 3 && !strcmp(fake.blind, "hardware-offload"),
	       "offload is told within a minute: %s", fake.message);
	tap_is(fake.reads, 1, "for which the interface is read once");
	fake.hw_tc_offload = false;
	fake.offloaded = 12;
	health_tick(&h);
	pass(&h, HEALTH_SPOT_WINDOWS, true, &now);
	tap_ok(fake.events == 5 && !strcmp(health_blind(&h, 0)->spot[0].name, "offloaded-flows") &&
		       strstr(health_blind(&h, 0)->spot[0].effect, "12 of 20"),
	       "so are connections that the hardware forwards: %s",
	       health_blind(&h, 0)->spot[0].effect);
	fake.attachment[0].xdp_prog = fake.xdp_prog = 9;
	fake.offloaded = 0;
	health_tick(&h);
	pass(&h, 1, true, &now);
	tap_is(health_blind(&h, 0)->count, 0, "weir's own XDP is none");
}

static void hooks_taken_off(void)
{
	struct health h = fresh();
	struct attachment *a = &fake.attachment[0];

	a->hooks_lost = a->hooks_restored = 1;
	health_hook(&h, a, ATTACH_RESTORED, MINUTE);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_HOOK_RESTORED, "put back: %s", fake.message);
	a->hooks_lost = a->hooks_restored = 2;
	health_hook(&h, a, ATTACH_RESTORED, MINUTE + 1);
	tap_is(fake.events, 1, "who fights is told once a minute");
	tap_is(health_blind(&h, 0)->hooks_lost, 2, "all are counted");
	a->hooks_lost = 3;
	strcpy(a->why, "not permitted");
	health_hook(&h, a, ATTACH_LOST, MINUTE + 2);
	tap_ok(fake.events == 2 && fake.last == JOURNAL_HOOK_LOST &&
		       strstr(fake.message, "not permitted") && strstr(fake.message, "restart weir"),
	       "one that stays off: %s", fake.message);
	health_hook(&h, a, ATTACH_GONE, MINUTE + 3);
	tap_is(fake.last, JOURNAL_INTERFACE_GONE, "%s", fake.message);
	health_hook(&h, a, ATTACH_BACK, MINUTE + 4);
	tap_ok(fake.last == JOURNAL_INTERFACE_BACK && strstr(fake.message, "not attached"), "%s",
	       fake.message);
	a->ingress = WEIR_MODE_TCX;
	health_hook(&h, a, ATTACH_BACK, MINUTE + 5);
	tap_ok(strstr(fake.message, "ingress tcx") != NULL, "%s", fake.message);
}

static void silence_of_a_busy_interface(void)
{
	const struct pipeline_stats p = { 0 };
	const struct account a = { 0 };
	struct health h = fresh();
	unsigned int i;

	for (i = 0; i < 3 * HEALTH_SILENT_WINDOWS; i++)
		health_look(&h, &a, &p, 0, MINUTE + i);
	tap_is(fake.events, 0, "one that was never busy may be silent");
	for (i = 0; i < HEALTH_BUSY_WINDOWS; i++, fake.seen++)
		health_look(&h, &a, &p, 0, 2 * MINUTE + i);
	health_look(&h, &a, &p, 0, 3 * MINUTE);
	for (i = 0; i < HEALTH_SILENT_WINDOWS - 1; i++)
		health_look(&h, &a, &p, 0, 4 * MINUTE + i);
	tap_is(fake.events, 0, "a busy one may be for a few windows");
	health_look(&h, &a, &p, 0, 5 * MINUTE);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_INTERFACE_SILENT, "then it is told: %s",
	       fake.message);
	for (i = 0; i < 3 * HEALTH_SILENT_WINDOWS; i++)
		health_look(&h, &a, &p, 0, (7 + i) * MINUTE);
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
		health_look(&h, &a, &p, 0, MINUTE + i);
	}
	for (i = 0; i < HEALTH_SILENT_WINDOWS; i++)
		health_look(&h, &a, &p, 0, 2 * MINUTE + i);
	tap_ok(fake.events == 1 && strstr(fake.message, "lan0"), "the first is told: %s",
	       fake.message);
	health_look(&h, &a, &p, 0, 4 * MINUTE);
	tap_ok(fake.events == 2 && strstr(fake.message, "lan1"), "the second a minute later: %s",
	       fake.message);
	health_look(&h, &a, &p, 0, 6 * MINUTE);
	tap_is(fake.events, 2, "each once");
}

static void account_and_map(void)
{
	const struct pipeline_stats p = { 0 };
	struct account a = { .seen = { 10, 1000 }, .accounted = { 7, 700 } };
	struct health h = fresh();

	a.overflow[WEIR_OVERFLOW_map_full] = (struct weir_tally){ 3, 300 };
	health_look(&h, &a, &p, 0, MINUTE);
	tap_ok(fake.events == 1 && fake.last == JOURNAL_MAP_FULL && strstr(fake.message, " 3 "),
	       "a full map is told: %s", fake.message);
	health_look(&h, &a, &p, 0, 3 * MINUTE);
	tap_is(fake.events, 1, "once, while it does not go on");
	a.seen.packets++;
	health_look(&h, &a, &p, 0, 5 * MINUTE);
	tap_ok(fake.events == 2 && fake.last == JOURNAL_ACCOUNT_BROKEN,
	       "an account that does not hold is told: %s", fake.message);
}

int main(void)
{
	drops_of_the_nic();
	silence_of_a_busy_interface();
	silence_of_two();
	drops_that_end();
	silence_by_its_own_measure();
	blind_spots_come_and_go();
	hooks_taken_off();
	account_and_map();
	return tap_done();
}
