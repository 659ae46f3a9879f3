// SPDX-License-Identifier: MIT
#include "journal.h"

#include "../log.h"
#include "journal_entry.h"
#include "journal_rate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define ENTRIES 256
#define ENTRY_BYTES (32u << 10)
#define ENTRIES_PER_CALL 32
#define RETRY_NS 500000000
#define LAST_WAITS 200
#define LAST_WAIT_MS 5

struct waiting {
	char *data;
	size_t length;
};

struct journal {
	struct sockaddr_un address;
	int fd;
	int epoll;
	int timer;
	bool writable_wanted;
	bool timer_runs;
	bool trouble; /* was down or lost entries, and has not recovered */
	uint64_t dropped_before; /* stats.dropped when the trouble began */
	struct journal_stats stats;
	struct journal_rate rate;
	struct journal_entry entry; /* being made */
	uint32_t first; /* of the queue */
	uint32_t entries_max;
	struct waiting queue[]; /* entries_max, ring */
};

static void set_timer(struct journal *j, bool run)
{
	struct itimerspec t = { .it_interval.tv_nsec = run ? RETRY_NS : 0,
				.it_value.tv_nsec = run ? RETRY_NS : 0 };

	if (run != j->timer_runs)
		timerfd_settime(j->timer, 0, &t, NULL);
	j->timer_runs = run;
}

/* While there is something to try again, or to tell when a minute is over. */
static void run_timer(struct journal *j)
{
	set_timer(j, !j->stats.up || j->stats.queued || j->rate.pending);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void want_writable(struct journal *j, bool want)
{
	struct epoll_event e = { .events = want ? EPOLLOUT : 0 };

	if (want != j->writable_wanted)
		epoll_ctl(j->epoll, EPOLL_CTL_MOD, j->fd, &e);
	j->writable_wanted = want;
}

static void trouble_begins(struct journal *j, const char *what)
{
	if (j->trouble)
		return;
	j->trouble = true;
	j->dropped_before = j->stats.dropped;
	log_warning("journal %s: %s; up to %" PRIu32 " entries wait, more are dropped and counted",
		    j->address.sun_path, what, j->entries_max);
}

static void go_down(struct journal *j, int error)
{
	if (j->stats.up)
		j->stats.outages++;
	j->stats.up = false;
	trouble_begins(j, strerror(error));
	want_writable(j, false);
	run_timer(j);
}

/* A datagram socket may be connected again and again: its number, and so the caller's
 * epoll, stay the same over restarts of journald. */
static int reconnect(struct journal *j)
{
	if (connect(j->fd, (const struct sockaddr *)&j->address, sizeof(j->address)))
		return -errno;
	j->stats.up = true;
	return 0;
}

/* The entry in a sealed memory file, for what is too large for a datagram. */
static int send_file(struct journal *j, const char *data, size_t length)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = { .msg_control = &control, .msg_controllen = sizeof(control) };
	int fd = memfd_create("weir-journal", MFD_CLOEXEC | MFD_ALLOW_SEALING), err = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, data, length);
	if (n < 0 || (size_t)n != length)
		err = n < 0 ? -errno : -ENOMEM;
	else if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
		err = -errno;
	if (err)
		goto out;
	memset(&control, 0, sizeof(control));
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
	if (sendmsg(j->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		err = -errno;
out:
	close(fd);
	return err;
}

/* 0 sent; -EAGAIN try later; -EMSGSIZE never; else nobody listens. */
static int send_entry(struct journal *j, const char *data, size_t length)
{
	int err = 0;

	do
		if (send(j->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			err = -errno;
		else
			err = 0;
	while (err == -EINTR);
	if (err == -EMSGSIZE)
		err = send_file(j, data, length);
	if (err == -ENOBUFS || err == -ENOMEM || err == -EMFILE || err == -ENFILE)
		err = -EAGAIN;
	return err;
}

static int enqueue(struct journal *j, const char *data, size_t length)
{
	struct waiting *w = &j->queue[(j->first + j->stats.queued) % j->entries_max];

	if (j->stats.queued == j->entries_max)
		return -ENOBUFS;
	w->data = malloc(length);
	if (!w->data)
		return -ENOBUFS;
	memcpy(w->data, data, length);
	w->length = length;
	j->stats.queued++;
	return 0;
}

static void dequeue(struct journal *j)
{
	free(j->queue[j->first].data);
	j->queue[j->first].data = NULL;
	j->first = (j->first + 1) % j->entries_max;
	j->stats.queued--;
}

/* Sends j->entry, or lets it wait behind the others. */
static int submit(struct journal *j)
{
	const struct journal_entry *e = &j->entry;
	int err = -EAGAIN;

	j->stats.raised++;
	if (e->full) {
		j->stats.dropped++;
		return -E2BIG;
	}
	if (j->stats.up && !j->stats.queued) {
		err = send_entry(j, e->data, e->used);
		if (err && err != -EAGAIN && err != -EMSGSIZE)
			go_down(j, -err);
	}
	if (!err) {
		j->stats.delivered++;
		return 0;
	}
	if (err == -EMSGSIZE || enqueue(j, e->data, e->used)) {
		trouble_begins(j, "takes nothing more");
		j->stats.dropped++;
		return -ENOBUFS;
	}
	want_writable(j, j->stats.up);
	run_timer(j);
	return 0;
}

static void trouble_ends(struct journal *j)
{
	uint64_t lost = j->stats.dropped - j->dropped_before;
	char message[160], count[24];
	const char *const fields[][2] = { { "WEIR_SINK", "journal" },
					  { "WEIR_LOST", count },
					  { NULL, NULL } };

	j->trouble = false;
	snprintf(count, sizeof(count), "%" PRIu64, lost);
	snprintf(message, sizeof(message),
		 "The journal takes entries again; %s were lost meanwhile; next: %s.", count,
		 lost ? "read them from the EVE socket or file" : "nothing");
	journal_event(j, JOURNAL_SINK_RECOVERED, message, fields);
}

/* Up to ENTRIES_PER_CALL of the queue. */
static void drain(struct journal *j)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < ENTRIES_PER_CALL && j->stats.queued; i++) {
		err = send_entry(j, j->queue[j->first].data, j->queue[j->first].length);
		if (err == -EAGAIN)
			return;
		if (err && err != -EMSGSIZE) {
			go_down(j, -err);
			return;
		}
		j->stats.delivered += !err;
		j->stats.dropped += err != 0;
		dequeue(j);
	}
	if (j->stats.queued)
		return;
	want_writable(j, false);
	if (j->trouble)
		trouble_ends(j);
}

static bool may_go(struct journal *j, enum journal_kind kind, unsigned int severity)
{
	if (journal_rate_take(&j->rate, kind, severity, now_ns()))
		return true;
	j->stats.raised++;
	j->stats.left_out++;
	run_timer(j);
	return false;
}

static void tell_left_out(struct journal *j, bool all)
{
	char message[192], count[24];
	enum journal_kind kind;
	uint64_t left_out;

	while (journal_rate_told(&j->rate, all, now_ns(), &kind, &left_out)) {
		const char *event = journal_kind_name(kind);
		const char *const fields[][2] = {
			{"WEIR_LEFT_OUT", event}, {"WEIR_COUNT", count}, {NULL, NULL}};

		snprintf(count, sizeof(count), "%" PRIu64, left_out);
		snprintf(message, sizeof(message),
			 "%s entries of kind %s were left out of the journal, beyond %" PRIu32
			 " a minute; next: %s.",
			 count, event, j->rate.per_minute,
			 kind == JOURNAL_ALERT || kind == JOURNAL_ALERT_SUMMARY ?
				 "read them with weir alerts or from the EVE socket or file" :
				 "see weir status");
		journal_event(j, JOURNAL_LEFT_OUT, message, fields);
	}
}

void journal_handle(struct journal *j)
{
	uint64_t ticks;

	if (read(j->timer, &ticks, sizeof(ticks)) < 0 && !j->stats.up)
		return;
	if (!j->stats.up && reconnect(j))
		return;
	want_writable(j, j->stats.queued > 0);
	drain(j);
	tell_left_out(j, false);
	run_timer(j);
}

static int open_descriptors(struct journal *j)
{
	struct epoll_event out = { .events = 0 }, in = { .events = EPOLLIN };

	j->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	j->epoll = epoll_create1(EPOLL_CLOEXEC);
	j->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (j->fd < 0 || j->epoll < 0 || j->timer < 0 ||
	    epoll_ctl(j->epoll, EPOLL_CTL_ADD, j->fd, &out) ||
	    epoll_ctl(j->epoll, EPOLL_CTL_ADD, j->timer, &in))
		return -errno;
	return 0;
}

int journal_new(const struct journal_options *o, struct journal **out)
{
	const char *path = o->path ? o->path : JOURNAL_SOCKET;
	uint32_t entries = o->entries_max ? o->entries_max : ENTRIES;
	struct journal *j;
	int err;

	if (strlen(path) >= sizeof(j->address.sun_path))
		return -ENAMETOOLONG;
	j = calloc(1, sizeof(*j) + entries * sizeof(j->queue[0]));
	if (!j)
		return -ENOMEM;
	j->fd = j->epoll = j->timer = -1;
	j->address.sun_family = AF_UNIX;
	strcpy(j->address.sun_path, path);
	j->entries_max = entries;
	j->rate.per_minute = o->per_minute;
	j->entry.size = o->bytes_max ? o->bytes_max : ENTRY_BYTES;
	j->entry.data = malloc(j->entry.size);
	err = j->entry.data ? open_descriptors(j) : -ENOMEM;
	if (err) {
		journal_free(j);
		return err;
	}
	/* The caller tells who there is no journal yet; that it came is an event. */
	j->trouble = reconnect(j) != 0;
	run_timer(j);
	*out = j;
	return 0;
}

int journal_fd(const struct journal *j)
{
	return j->epoll;
}

static void begin(struct journal *j)
{
	j->entry.used = 0;
	j->entry.full = false;
}

int journal_alert(struct journal *j, const struct event_context *c, const struct alert *a,
		  const char *eve)
{
	static const int priorities[] = { 2, 2, 4, 5 };
	bool summary = a->stage == ALERT_SUMMARY;

	if (!may_go(j, summary ? JOURNAL_ALERT_SUMMARY : JOURNAL_ALERT, summary ? 0 : a->severity))
		return -EDQUOT;
	begin(j);
	journal_entry_start(&j->entry, summary ? JOURNAL_ALERT_SUMMARY : JOURNAL_ALERT,
			    summary ? -1 : priorities[a->severity & 3], a->message);
	journal_entry_alert(&j->entry, c, a, eve);
	return submit(j);
}

int journal_event(struct journal *j, enum journal_kind kind, const char *message,
		  const char *const (*fields)[2])
{
	if (!may_go(j, kind, 0))
		return -EDQUOT;
	begin(j);
	journal_entry_start(&j->entry, kind, -1, message);
	for (; fields && (*fields)[0]; fields++)
		if (!journal_entry_add(&j->entry, (*fields)[0], (*fields)[1],
				       strlen((*fields)[1])))
			return -EINVAL;
	return submit(j);
}

const struct journal_stats *journal_stats(const struct journal *j)
{
	return &j->stats;
}

/* What waits, as far as journald takes it in the next second: the last reports of a sensor
 * that ends are many at once. */
static void send_last(struct journal *j)
{
	int err = 0, waits = 0;

	while (j->stats.queued && j->stats.up && (!err || err == -EAGAIN) && waits < LAST_WAITS) {
		err = send_entry(j, j->queue[j->first].data, j->queue[j->first].length);
		if (!err)
			dequeue(j);
		/* Not for the socket: unconnected, it polls writable whatever its receiver holds. */
		else if (err == -EAGAIN && !poll(NULL, 0, LAST_WAIT_MS))
			waits++;
	}
}

static void hand_over(struct journal *old, struct journal *next)
{
	bool up = next->stats.up;

	next->stats = old->stats;
	next->stats.up = up;
	next->stats.queued = 0;
	next->trouble |= old->trouble;
	next->dropped_before = old->dropped_before;
	while (old->stats.queued) {
		const struct waiting *w = &old->queue[old->first];

		if (enqueue(next, w->data, w->length))
			next->stats.dropped++;
		dequeue(old);
	}
	if (!next->stats.queued)
		return;
	want_writable(next, next->stats.up);
	set_timer(next, true);
}

void journal_replace(struct journal *old, struct journal *next)
{
	int err = 0;

	if (!old)
		return;
	tell_left_out(old, true);
	while (old->stats.up && old->stats.queued && !err) {
		err = send_entry(old, old->queue[old->first].data, old->queue[old->first].length);
		if (!err) {
			old->stats.delivered++;
			dequeue(old);
		}
	}
	if (next)
		hand_over(old, next);
	while (old->stats.queued)
		dequeue(old);
	journal_free(old);
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	tell_left_out(j, true);
	send_last(j);
	while (j->stats.queued)
		dequeue(j);
	if (j->fd >= 0)
		close(j->fd);
	if (j->epoll >= 0)
		close(j->epoll);
	if (j->timer >= 0)
		close(j->timer);
	free(j->entry.data);
	free(j);
}
