// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/memory_file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOON (20000u * MEMORY_DAY_S + MEMORY_DAY_S / 2)
#define HOUR 3600u
#define MAX 64

static struct networks home;
static char folder[] = "/tmp/weir-memory-XXXXXX";

static struct weir_addr ipv4(const char *text)
{
	struct weir_addr a = {.word = {0, 0, htonl(0xffff), 0}};

	if (inet_pton(AF_INET, text, &a.word[3]) != 1)
		abort();
	return a;
}

/* Device 192.168.0.@device and peer 198.51.x.y at TCP port @port. */
static struct memory_key key_of(uint8_t device, uint16_t peer, uint16_t port)
{
	struct memory_key key = {.port = htons(port), .ip_proto = 6, .ip_v = 4};

	key.client = ipv4("192.168.0.0");
	key.client.word[3] |= htonl(device);
	key.server = ipv4("198.51.0.0");
	key.server.word[3] |= htonl(peer);
	return key;
}

/* The same peer as client of the device. */
static struct memory_key inward(uint8_t device, uint16_t peer, uint16_t port)
{
	struct memory_key key = key_of(device, peer, port);
	struct weir_addr swap = key.client;

	key.client = key.server;
	key.server = swap;
	return key;
}

static void start(struct memory *m, uint32_t max)
{
	if (memory_init(m, max, &home))
		abort();
}

static void meet(struct memory *m, uint8_t device, uint16_t peer, uint32_t now_s)
{
	struct memory_key key = key_of(device, peer, 443);

	memory_meet(m, &key, now_s, 1, 1000);
}

static const struct memory_entry *find(const struct memory *m, uint8_t device, uint16_t peer)
{
	struct memory_key key = key_of(device, peer, 443);

	return memory_find(m, &key);
}

static uint32_t entries(const struct memory *m)
{
	struct memory_stats s;

	memory_stats(m, &s);
	return s.entries;
}

static void test_learn(void)
{
	struct memory_key key = key_of(1, 7, 443), use = key, offer = inward(1, 7, 22);
	const struct memory_entry *e;
	struct memory m;

	start(&m, MAX);
	tap_ok(!memory_find(&m, &key), "nothing is known at first");
	tap_is(memory_known_s(NULL, NOON) + memory_known_days(NULL, NOON), 0, "not for a day");
	memory_meet(&m, &key, NOON, 2, 900);
	e = memory_find(&m, &key);
	tap_ok(e && e->first_s == NOON && e->last_s == NOON, "then it is, since now");
	tap_is(e->contacts, 2, "with two connections");
	tap_is(e->bytes, 900, "and their bytes");
	memory_meet(&m, &key, NOON + 10, 1, 1700);
	tap_is(e->bytes, 1000, "usual bytes move slowly");
	memset(&use.server, 0, sizeof(use.server));
	tap_ok(memory_find(&m, &use) != NULL, "the device uses the service");
	memory_meet(&m, &offer, NOON, 1, 100);
	memset(&offer.client, 0, sizeof(offer.client));
	tap_ok(memory_find(&m, &offer) != NULL, "and offers another");
	key.port = htons(80);
	tap_ok(!memory_find(&m, &key), "another port is another service");
	key = inward(1, 7, 443);
	tap_ok(!memory_find(&m, &key), "and so is the other way round");
	key.server = key.client;
	memory_meet(&m, &key, NOON, 1, 1);
	tap_ok(!memory_find(&m, &key), "two strangers are none of ours");
	memory_fini(&m);
}

static void test_days(void)
{
	uint32_t midnight = (NOON / MEMORY_DAY_S + 1) * MEMORY_DAY_S;
	const struct memory_entry *e;
	struct memory m;

	start(&m, MAX);
	meet(&m, 1, 7, midnight - 2);
	e = find(&m, 1, 7);
	tap_is(memory_known_days(e, midnight - 1), 0, "the first day is not an earlier one");
	tap_is(memory_known_s(e, midnight - 1), 1, "known for a second");
	tap_is(memory_known_days(e, midnight), 1, "after midnight it is");
	meet(&m, 1, 7, midnight);
	tap_is(e->days, 2, "two days");
	tap_is(memory_known_days(e, midnight + 5), 1, "one of them earlier");
	meet(&m, 1, 7, midnight + HOUR);
	tap_is(e->days, 2, "an hour later it is the same day");
	meet(&m, 1, 7, midnight + 10 * MEMORY_DAY_S);
	tap_is(e->days, 3, "days without a meeting do not count");
	tap_is(memory_known_s(e, midnight - 2 + 100), 100, "known since the first");
	memory_fini(&m);
}

static void test_clock(void)
{
	const struct memory_entry *e;
	struct memory m;

	start(&m, MAX);
	meet(&m, 1, 7, NOON);
	meet(&m, 1, 7, NOON - HOUR);
	e = find(&m, 1, 7);
	tap_is(e->days, 1, "an hour back: no new day");
	tap_is(e->first_s, NOON - HOUR, "nothing was met later than now");
	tap_is(e->last_s, NOON, "the last meeting stays");
	meet(&m, 1, 7, 1000);
	tap_is(e->days, 1, "a clock at 1970: no new day");
	tap_is(e->last_s, 1000, "it begins again from there");
	meet(&m, 1, 7, NOON);
	tap_is(e->days, 2, "and back: one more at most");
	tap_is(memory_known_s(e, 500), 0, "not known before it was met");
	meet(&m, 1, 8, UINT32_MAX);
	meet(&m, 1, 8, NOON);
	tap_is(find(&m, 1, 8)->last_s, NOON, "a clock that was ahead is mended");
	memory_fini(&m);
}

/* Devices 1 to 8, each with its peer, on @days days. */
static void settle(struct memory *m, uint32_t days)
{
	uint32_t day;
	uint8_t device;

	for (day = 0; day < days; day++)
		for (device = 1; device <= 8; device++)
			meet(m, device, device, NOON + day * MEMORY_DAY_S);
}

static unsigned int remembered(const struct memory *m)
{
	unsigned int count = 0;
	uint8_t device;

	for (device = 1; device <= 8; device++)
		count += find(m, device, device) != NULL;
	return count;
}

static void test_evict(void)
{
	uint32_t later = NOON + 3 * MEMORY_DAY_S, i;
	struct memory_stats s;
	struct memory m;

	start(&m, MAX);
	settle(&m, 2);
	tap_is(entries(&m), 16, "a pair and a use for each of 8 devices");
	for (i = 0; i < 100000; i++) {
		struct memory_key key = inward(1, (uint16_t)i, 53);

		key.client.word[3] ^= htonl(i & 0xffff0000);
		memory_meet(&m, &key, later, 1, 100);
	}
	tap_is(remembered(&m), 8, "100,000 strangers whom a device answers push out nobody");
	tap_is(entries(&m), 16 + MAX / 2 + 1, "they have half of the table");
	for (i = 100; i < 10100; i++)
		meet(&m, 1, (uint16_t)i, later);
	tap_is(remembered(&m), 8, "nor do 10,000 new peers of a device");
	tap_is(entries(&m), MAX, "in a table that is full");
	tap_ok(find(&m, 1, 10099) && !find(&m, 1, 5000), "the latest are there, older ones not");
	memory_stats(&m, &s);
	tap_ok(s.evicted > 100000, "who made room is counted");
	meet(&m, 1, 1, later + MEMORY_FORGET_S);
	for (i = 100; i < 200; i++)
		meet(&m, 1, (uint16_t)i, later + MEMORY_FORGET_S + HOUR);
	tap_is(remembered(&m), 1, "two months of silence, and it is forgotten");
	memory_fini(&m);
}

static void test_ranks(void)
{
	struct memory m;
	uint32_t i;

	start(&m, 16);
	for (i = 0; i < 3; i++)
		meet(&m, 1, 1, NOON + i);
	for (i = 100; i < 200; i++)
		meet(&m, 1, (uint16_t)i, NOON + 10);
	tap_ok(find(&m, 1, 1) != NULL, "thrice in a day outlives once");
	for (i = 0; i < 12; i++)
		meet(&m, 2, (uint16_t)(i % 6), NOON + MEMORY_DAY_S * (i / 6));
	for (i = 0; i < 90; i++)
		meet(&m, 3, (uint16_t)(i / 3), NOON + MEMORY_DAY_S);
	tap_ok(!find(&m, 1, 1) && find(&m, 3, 29), "the latest of those outlives the older");
	tap_ok(find(&m, 2, 0) && find(&m, 2, 5), "two days outlive any number in one");
	memory_fini(&m);
}

static int save(struct memory *m)
{
	struct memory_save s;

	memory_save_init(&s, folder);
	return memory_save_all(&s, m);
}

static char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void test_persist(void)
{
	char error[MEMORY_FILE_ERROR_SIZE] = "";
	struct memory a, b;
	struct memory_stats s;
	struct stat st;

	start(&a, MAX);
	start(&b, MAX);
	tap_is(memory_load(&b, folder, error), 0, "no file is no error");
	settle(&a, 3);
	tap_is(save(&a), 0, "saved");
	stat(path_of("memory"), &st);
	tap_is(st.st_size, 32 + 28 * entries(&a), "28 bytes an entry");
	tap_ok(access(path_of("memory.new"), F_OK), "and nothing beside it");
	tap_is(memory_load(&b, folder, error), 0, "loaded");
	memory_stats(&b, &s);
	tap_is(s.loaded, entries(&a), "every entry");
	tap_ok(!memcmp(find(&a, 3, 3), find(&b, 3, 3), sizeof(struct memory_entry)), "as it was");
	tap_is(remembered(&b), 8, "all devices are known");
	memory_fini(&b);
	start(&b, 4);
	tap_is(memory_load(&b, folder, error), 0, "into a smaller memory");
	tap_is(entries(&b), 4, "as many as fit");
	tap_is(memory_load(&b, path_of("absent"), error), 0, "no folder is no error");
	memory_fini(&a);
	memory_fini(&b);
}

/* Entries of the same seed, saved while more come in. */
static void test_slices(void)
{
	struct memory_save save;
	struct memory a, b;
	char error[MEMORY_FILE_ERROR_SIZE] = "";
	unsigned int steps = 0;
	uint32_t i;
	int more;

	start(&a, 16384);
	for (i = 0; i < 12000; i++)
		meet(&a, 1, (uint16_t)i, NOON);
	memory_save_init(&save, folder);
	do {
		more = memory_save_step(&save, &a);
		meet(&a, 2, (uint16_t)steps++, NOON + 1);
	} while (more > 0);
	tap_is(more, 0, "written while it goes on");
	tap_is(steps, 1 + 4 + 1, "in slices");
	tap_is(memory_save_end(&save), 0, "then synced");
	start(&b, 16384);
	tap_is(memory_load(&b, folder, error), 0, "and loaded: %s", error);
	tap_ok(find(&b, 1, 11999) && entries(&b) >= 12001, "whole");
	memory_fini(&b);
	memory_save_step(&save, &a);
	memory_save_fini(&save);
	tap_ok(access(path_of("memory.new"), F_OK), "giving up leaves nothing");
	memory_save_init(&save, "/nonexistent");
	tap_is(memory_save_step(&save, &a), -ENOENT, "no folder to save in");
	tap_ok(!memory_save_busy(&save), "is the end of it");
	memory_fini(&a);
}

static void test_broken(void)
{
	static unsigned char data[32 + 28 * MAX + 1];
	char error[MEMORY_FILE_ERROR_SIZE];
	unsigned int refused = 0, said = 0, flips = 0;
	struct memory m;
	size_t size, i;
	int fd;

	start(&m, MAX);
	settle(&m, 2);
	save(&m);
	memory_fini(&m);
	fd = open(path_of("memory"), O_RDONLY);
	size = (size_t)read(fd, data, sizeof(data));
	close(fd);
	start(&m, MAX);
	for (i = 0; i < size; i++) {
		error[0] = '\0';
		refused += memory_parse(&m, data, i, error) == -EINVAL;
		said += error[0] != '\0';
	}
	tap_is(refused, size, "cut short anywhere: refused");
	tap_is(said, size, "with a word why");
	for (i = 0; i < 8 * size; i++) {
		data[i / 8] ^= (unsigned char)(1 << i % 8);
		flips += memory_parse(&m, data, size, error) == -EINVAL;
		data[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	tap_is(flips, 8 * size, "any bit turned: refused");
	tap_is(entries(&m), 0, "and nothing of it taken");
	tap_is(memory_parse(&m, data, size, error), 0, "the whole one is good");
	if (truncate(path_of("memory"), 40))
		abort();
	tap_is(memory_load(&m, folder, error), -EINVAL, "a broken file is no memory");
	tap_is(memory_set_aside(folder), 0, "it is kept aside");
	tap_ok(!access(path_of("memory.broken"), F_OK) && access(path_of("memory"), F_OK),
	       "under another name");
	memory_fini(&m);
}

int main(void)
{
	networks_default(&home);
	if (!mkdtemp(folder))
		tap_skip("no folder under /tmp");
	test_learn();
	test_days();
	test_clock();
	test_evict();
	test_ranks();
	test_persist();
	test_slices();
	test_broken();
	unlink(path_of("memory.broken"));
	unlink(path_of("memory"));
	rmdir(folder);
	return tap_done();
}
