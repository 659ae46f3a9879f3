// SPDX-License-Identifier: MIT
/* The journal's native protocol against a receiver that parses it, stalls, dies, and
 * comes back. */
#include "tests/unit/tap.h"
#include "user/sink/journal.h"
#include "user/sink/journal_entry.h"
#include "user/sink/journal_rate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/weir-journal-XXXXXX";
static char path[64];
static char entry[1 << 20];
static size_t entry_length;
static bool entry_was_file;

static int receiver(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	unlink(path);
	strcpy(a.sun_path, path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)))
		perror("bind");
	return fd;
}

/* The next entry into @entry; 0 if there is none. */
static bool take(int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = { entry, sizeof(entry) };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &m, 0);
	int file;

	if (n < 0)
		return false;
	entry_length = (size_t)n;
	entry_was_file = CMSG_FIRSTHDR(&m) != NULL;
	if (!entry_was_file)
		return true;
	memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(file));
	if (fcntl(file, F_GET_SEALS) !=
	    (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
		printf("# the file is not sealed\n");
	else
		entry_length = (size_t)pread(file, entry, sizeof(entry), 0);
	close(file);
	return true;
}

/* The value of a field of the last entry, copied; "(none)" without it. */
static const char *field(const char *name)
{
	static char value[4096];
	size_t at = 0, length, name_length = strlen(name);

	while (at < entry_length) {
		const char *line = entry + at, *end = memchr(line, '\n', entry_length - at);
		const char *equals = memchr(line, '=', (size_t)(end - line));

		if (equals) {
			length = (size_t)(end - equals) - 1;
			at = (size_t)(end - entry) + 1;
		} else {
			uint64_t size;

			memcpy(&size, end + 1, sizeof(size));
			length = (size_t)size;
			at = (size_t)(end - entry) + 1 + 8 + length + 1;
			equals = end + 8;
			end = line + name_length;
		}
		if (strncmp(line, name, name_length) != 0 ||
		    (line[name_length] != '=' && line[name_length] != '\n'))
			continue;
		snprintf(value, sizeof(value), "%.*s", (int)length, equals + 1);
		return value;
	}
	return "(none)";
}

static void is_field(const char *name, const char *expected)
{
	if (!tap_ok(!strcmp(field(name), expected), "%s=%s", name, expected))
		printf("#   got %s\n", field(name));
}

static bool adds_up(const struct journal *j)
{
	const struct journal_stats *s = journal_stats(j);

	return s->raised == s->delivered + s->dropped + s->queued + s->left_out;
}

static struct journal *open_journal(uint32_t entries_max, size_t bytes_max)
{
	struct journal_options o = { path, entries_max, bytes_max, 0 };
	struct journal *j = NULL;

	if (journal_new(&o, &j))
		abort();
	return j;
}

static void test_alert(void)
{
	static const struct event_context context = { .model_id = "weir-1",
						      .wall_offset_ns = 1700000000000000000 };
	int fd = receiver();
	struct journal *j = open_journal(0, 0);
	struct alert a;

	alert_test(5000000000, &a);
	a.finding.class = CLASS_PORTSCAN;
	a.severity = 2;
	a.finding.reason_count = 2;
	a.finding.reason[0] = (struct reason){ "ports", 512, 0, 20, 700, REASON_LIMIT };
	a.finding.reason[1] = (struct reason){ "pkts", 9, 1, 5, 100, REASON_SITE };
	a.finding.subject.ip_proto = 6;
	a.finding.subject.dst = a.finding.subject.src;
	a.finding.subject.sport = htons(1000);
	a.finding.subject.dport = htons(22);
	a.finding.score = 76;
	strcpy(a.device.id, "00163e112233");
	memcpy(a.device.mac, "\x00\x16\x3e\x11\x22\x33", DEVICE_MAC_SIZE);
	a.device.has_mac = true;
	strcpy(a.device.name, "laptop-anna");
	strcpy(a.peer_name, "www.example.com");
	tap_is(journal_alert(j, &context, &a, "{\"a\":1}"), 0, "an alert is sent");
	tap_ok(take(fd), "and arrives");
	is_field("MESSAGE_ID", "326292507eb5412689b9afd52c760631");
	is_field("PRIORITY", "4");
	is_field("SYSLOG_IDENTIFIER", "weir");
	is_field("WEIR_EVENT", "alert");
	is_field("WEIR_CLASS", "portscan");
	is_field("WEIR_SID", "1");
	is_field("WEIR_SCORE", "0.076");
	is_field("WEIR_SRC_IP", "192.0.2.1");
	is_field("WEIR_SRC_PORT", "1000");
	is_field("WEIR_DEST_PORT", "22");
	is_field("WEIR_PROTO", "TCP");
	is_field("WEIR_DEVICE_ID", "00163e112233");
	is_field("WEIR_MAC", "00:16:3e:11:22:33");
	is_field("WEIR_DEVICE", "laptop-anna");
	is_field("WEIR_PEER_NAME", "www.example.com");
	is_field("WEIR_REASONS", "ports=512 (0..20), pkts=9 (1..5)");
	is_field("WEIR_MITRE", "T1595.001");
	is_field("WEIR_MODEL", "weir-1");
	is_field("WEIR_FIRST_SEEN", "2023-11-14T22:13:25.000000+0000");
	is_field("WEIR_EVE", "{\"a\":1}");
	is_field("MESSAGE", a.message);
	tap_ok(strlen(field("WEIR_COMMUNITY_ID")) == 30, "a Community ID: %s",
	       field("WEIR_COMMUNITY_ID"));
	a.finding.subject.direction = DIRECTION_LATERAL;
	journal_alert(j, &context, &a, NULL);
	take(fd);
	is_field("WEIR_MITRE", "T1046");
	a.stage = ALERT_SUMMARY;
	a.severity = 1;
	journal_alert(j, &context, &a, NULL);
	take(fd);
	is_field("MESSAGE_ID", "2f4bd20522e340178f6fc3e3ffe6b355");
	is_field("WEIR_EVE", "(none)");
	a.stage = ALERT_NEW;
	journal_alert(j, &context, &a, NULL);
	take(fd);
	is_field("PRIORITY", "2");
	tap_ok(adds_up(j) && journal_stats(j)->delivered == 4, "four delivered");
	journal_free(j);
	close(fd);
}

static void test_fields(void)
{
	static const char *const good[][2] = { { "WEIR_IFACE", "eth0" },
					       { "WEIR_TEXT", "two\nlines" },
					       { "WEIR_LAST", "" },
					       { NULL, NULL } };
	static const char *const names[] = {
		"_WEIR", "weir", "WEIR-X", "", "A=B",
		"WEIR_0123456789012345678901234567890123456789012345678901234567890"
	};
	static char large[300000];
	const char *const huge[][2] = { { "WEIR_TEXT", large }, { NULL, NULL } };
	int fd = receiver();
	struct journal *j = open_journal(0, 0);

	tap_is(journal_event(j, JOURNAL_INTERFACE_GONE, "It is gone.", good), 0, "an event");
	take(fd);
	is_field("PRIORITY", "4");
	is_field("WEIR_EVENT", "interface-gone");
	is_field("WEIR_IFACE", "eth0");
	is_field("WEIR_TEXT", "two\nlines");
	is_field("WEIR_LAST", "");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *const bad[][2] = { { names[i], "x" }, { NULL, NULL } };

		tap_is(journal_event(j, JOURNAL_MAP_FULL, "x", bad), -EINVAL, "no name: '%s'",
		       names[i]);
	}
	memset(large, 'l', sizeof(large) - 1);
	tap_is(journal_event(j, JOURNAL_MAP_FULL, "x", huge), -E2BIG, "beyond the bound");
	tap_ok(adds_up(j) && journal_stats(j)->dropped == 1, "is dropped and counted");
	journal_free(j);
	j = open_journal(0, sizeof(large) + 1000);
	tap_is(journal_event(j, JOURNAL_MAP_FULL, "x", huge), 0, "beyond a datagram");
	tap_ok(take(fd) && entry_was_file && entry_length > 300000, "goes as a sealed file");
	is_field("WEIR_EVENT", "map-full");
	journal_free(j);
	close(fd);
}

/* While down its timer never stops, so a few rounds. */
static void handle(struct journal *j)
{
	struct pollfd p = { .fd = journal_fd(j), .events = POLLIN };

	for (int i = 0; i < 3 && poll(&p, 1, 700) > 0; i++)
		journal_handle(j);
}

/* A receiver that does not read, then reads; nothing blocks, all adds up. */
static void test_stall(void)
{
	int fd = receiver(), taken = 0;
	struct journal *j = open_journal(16, 0);
	bool held = true;
	char text[32];

	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof(text), "entry %d", i);
		journal_event(j, JOURNAL_MODEL_LOADED, text, NULL);
		held &= adds_up(j);
	}
	tap_ok(held, "raised = delivered + dropped + queued, always");
	tap_is(journal_stats(j)->queued, 16, "the queue is full");
	tap_ok(journal_stats(j)->dropped > 0, "%llu of 2000 dropped",
	       (unsigned long long)journal_stats(j)->dropped);
	tap_ok(journal_stats(j)->up, "a slow sink is not down");
	for (int i = 0; i < 50; i++) {
		while (take(fd)) {
			taken++;
			if (!strcmp(field("WEIR_EVENT"), "sink-recovered"))
				break;
		}
		if (!strcmp(field("WEIR_EVENT"), "sink-recovered"))
			break;
		journal_handle(j);
	}
	is_field("WEIR_EVENT", "sink-recovered");
	tap_is(atoll(field("WEIR_LOST")), journal_stats(j)->dropped, "it says how many were lost");
	tap_is(taken, journal_stats(j)->delivered, "delivered is what arrived");
	tap_ok(adds_up(j) && !journal_stats(j)->queued, "the queue is empty again");
	journal_free(j);
	close(fd);
}

static void test_death(void)
{
	int fd = receiver(), number;
	struct journal *j = open_journal(4, 0);
	char text[32];

	number = journal_fd(j);
	journal_event(j, JOURNAL_MODEL_LOADED, "before", NULL);
	close(fd);
	for (int i = 0; i < 6; i++) {
		snprintf(text, sizeof(text), "during %d", i);
		journal_event(j, JOURNAL_MODEL_LOADED, text, NULL);
	}
	tap_ok(!journal_stats(j)->up && journal_stats(j)->outages == 1, "the sink is down");
	tap_is(journal_stats(j)->queued, 4, "what fits waits");
	tap_is(journal_stats(j)->dropped, 2, "the rest is dropped");
	handle(j);
	tap_ok(!journal_stats(j)->up, "still down");
	fd = receiver();
	handle(j);
	tap_ok(journal_stats(j)->up, "up again within a second");
	tap_is(journal_fd(j), number, "on the same descriptor");
	take(fd);
	is_field("MESSAGE", "during 0");
	while (take(fd))
		;
	is_field("WEIR_EVENT", "sink-recovered");
	is_field("WEIR_LOST", "2");
	tap_ok(adds_up(j), "all adds up");
	journal_free(j);
	close(fd);
	unlink(path);
	j = open_journal(4, 0);
	tap_ok(!journal_stats(j)->up, "no journal at the start");
	journal_event(j, JOURNAL_MODEL_LOADED, "early", NULL);
	fd = receiver();
	handle(j);
	tap_ok(take(fd), "no matter");
	is_field("MESSAGE", "early");
	journal_free(j);
	close(fd);
}

/* A receiver that reads in its own time gets all that is queued at the end. */
static void test_end(void)
{
	int fd = receiver(), taken = 0;
	struct journal *j = open_journal(64, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint64_t raised;
	pid_t child;
	int status;

	while (journal_stats(j)->queued < 60)
		journal_event(j, JOURNAL_MODEL_LOADED, "last", NULL);
	raised = journal_stats(j)->raised;
	child = fork();
	if (!child) {
		while (poll(&p, 1, 3000) > 0 && (uint64_t)taken < raised)
			taken += take(fd);
		_exit((uint64_t)taken == raised ? 0 : 1);
	}
	journal_free(j);
	waitpid(child, &status, 0);
	tap_is(status, 0, "all %llu entries arrive", (unsigned long long)raised);
	close(fd);
}

static int message_ids(void)
{
	static const char *const ids[] = {
#define ID(id, event, message_id, priority) message_id,
		JOURNAL_KIND_LIST(ID)
	};
	int problems = 0;

	for (size_t i = 0; i < JOURNAL_KINDS; i++) {
		problems += strlen(ids[i]) != 32 || strspn(ids[i], "0123456789abcdef") != 32;
		for (size_t k = 0; k < i; k++)
			problems += !strcmp(ids[i], ids[k]);
	}
	return problems;
}

static void test_rate(void)
{
	struct journal_rate r = {.per_minute = 2};
	const uint64_t minute = 60000000000ull, start = 1000 * minute;
	enum journal_kind kind = JOURNAL_KINDS;
	uint64_t left_out = 0;

	for (int i = 0; i < 2; i++)
		tap_ok(journal_rate_take(&r, JOURNAL_ALERT, 3, start), "alert %d goes", i);
	for (int i = 0; i < 5; i++)
		tap_ok(!journal_rate_take(&r, JOURNAL_ALERT, 3, start + 1), "the next does not");
	tap_ok(journal_rate_take(&r, JOURNAL_ALERT, 1, start + 1), "one of another severity does");
	tap_ok(journal_rate_take(&r, JOURNAL_MAP_FULL, 0, start + 1), "so does another kind");
	tap_ok(!journal_rate_told(&r, false, start + minute - 1, &kind, &left_out),
	       "nothing is told within the minute");
	tap_ok(!journal_rate_take(&r, JOURNAL_ALERT, 3, start + minute),
	       "a new minute begins when the last is told");
	tap_ok(journal_rate_told(&r, false, start + minute, &kind, &left_out), "then it is told");
	tap_ok(kind == JOURNAL_ALERT && left_out == 6, "what, and how many");
	tap_ok(!journal_rate_told(&r, true, start + minute, &kind, &left_out), "once");
	tap_ok(journal_rate_take(&r, JOURNAL_ALERT, 3, start + minute), "and alerts go again");
	r.per_minute = 0;
	for (int i = 0; i < 10; i++)
		journal_rate_take(&r, JOURNAL_ALERT, 3, start);
	tap_ok(!r.pending, "no limit, nothing left out");
}

/* The journal gets one entry for all that it did not get. */
static void test_left_out(void)
{
	struct journal_options o = {path, 64, 0, 5};
	const struct journal_stats *s;
	struct journal *j;
	int fd = receiver(), out = 0, taken = 0;

	if (journal_new(&o, &j))
		abort();
	s = journal_stats(j);
	for (int i = 0; i < 1000; i++) {
		out += journal_event(j, JOURNAL_MODEL_LOADED, "flood", NULL) == -EDQUOT;
		while (take(fd))
			taken++;
	}
	tap_is(out, 995, "all but five are refused");
	tap_is(taken, 5, "the five arrive");
	tap_is(s->left_out, 995, "the others are counted");
	tap_is(journal_event(j, JOURNAL_MAP_FULL, "x", NULL), 0, "another kind is not touched");
	tap_ok(adds_up(j), "all adds up");
	take(fd);
	journal_free(j);
	tap_ok(take(fd), "at the end it is told, if not before");
	is_field("WEIR_EVENT", "left-out");
	is_field("WEIR_LEFT_OUT", "model-loaded");
	is_field("WEIR_COUNT", "995");
	is_field("PRIORITY", "4");
	close(fd);
}

/* Another journal in its place, as of a reload: what waits moves over, and adds up. */
static void test_replace(void)
{
	struct journal *old, *next;
	int fd;

	unlink(path);
	old = open_journal(8, 0);
	for (unsigned int i = 0; i < 6; i++)
		journal_event(old, JOURNAL_MAP_FULL, "waits", NULL);
	tap_is(journal_stats(old)->queued, 6, "six wait for a journal that is away");
	next = open_journal(4, 0);
	journal_replace(old, next);
	tap_is(journal_stats(next)->queued, 4, "as many as there is room for wait on");
	tap_is(journal_stats(next)->dropped, 2, "the others are dropped");
	tap_is(journal_stats(next)->raised, 6, "all are counted");
	tap_ok(adds_up(next), "and add up");
	fd = receiver();
	old = next;
	next = open_journal(4, 0);
	journal_replace(old, next);
	while (journal_stats(next)->queued)
		journal_handle(next);
	tap_ok(take(fd) && !strcmp(field("MESSAGE"), "waits"), "it comes when there is one");
	journal_replace(NULL, next);
	journal_event(next, JOURNAL_MAP_FULL, "another", NULL);
	journal_replace(next, NULL);
	while (take(fd))
		;
	is_field("MESSAGE", "another");
	close(fd);
}

int main(void)
{
	if (!mkdtemp(folder))
		tap_skip("no folder for a socket: %s", strerror(errno));
	snprintf(path, sizeof(path), "%s/socket", folder);
	test_alert();
	test_fields();
	test_stall();
	test_death();
	test_end();
	test_rate();
	test_left_out();
	test_replace();
	tap_is(message_ids(), 0, "message ids are ids, and differ");
	unlink(path);
	rmdir(folder);
	return tap_done();
}
