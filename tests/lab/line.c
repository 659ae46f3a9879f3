/* SPDX-License-Identifier: MIT */
/*
 * line - a long line between two interfaces: every frame that one receives leaves by the
 * other, in order, after a delay; some are lost. For kernels without netem.
 *
 *	line [-d DELAY_MS] [-j JITTER_MS] [-l LOSS_PERMILLE] [-s SEED] IFACE IFACE
 *
 * Each way has a queue of QUEUE_FRAMES frames of at most FRAME_BYTES; what finds it full is
 * lost. Ends by a signal. The same seed loses the same frames of the same sequence.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_FRAMES 16384u
#define FRAME_BYTES 1600u
#define BATCH 64

struct frame {
	uint64_t due_ns;
	uint16_t bytes;
	uint8_t data[FRAME_BYTES];
};

/* One way: frames head..tail of the ring, received from one socket, sent by another. */
struct way {
	struct frame *ring;
	unsigned int head, tail;
	uint64_t last_due_ns;
};

struct line {
	uint64_t delay_ns, jitter_ns;
	unsigned int loss_permille;
	uint64_t random;
	int fd[2];
	struct way way[2];
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t chance(struct line *line, uint64_t below)
{
	line->random = line->random * 6364136223846793005u + 1442695040888963407u;
	return below ? (line->random >> 33) % below : 0;
}

static int open_port(const char *iface)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	struct packet_mreq all = {.mr_type = PACKET_MR_PROMISC};
	int fd, one = 1, room = 8 << 20, err;

	at.sll_ifindex = all.mr_ifindex = (int)if_nametoindex(iface);
	if (!at.sll_ifindex)
		return -errno;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at))) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

/* Takes at most BATCH frames off the socket into the queue. */
static void receive(struct line *line, struct way *way, int fd)
{
	struct frame *frame, lost;
	uint64_t due;
	ssize_t got;
	int at;

	for (at = 0; at < BATCH; at++) {
		frame = way->tail - way->head < QUEUE_FRAMES ? &way->ring[way->tail % QUEUE_FRAMES]
							     : &lost;
		got = recv(fd, frame->data, FRAME_BYTES, MSG_TRUNC);
		if (got < 0)
			return;
		if (frame == &lost || got > (ssize_t)FRAME_BYTES ||
		    chance(line, 1000) < line->loss_permille)
			continue;
		due = now_ns() + line->delay_ns + chance(line, line->jitter_ns);
		way->last_due_ns = due > way->last_due_ns ? due : way->last_due_ns;
		frame->due_ns = way->last_due_ns;
		frame->bytes = (uint16_t)got;
		way->tail++;
	}
}

/* Sends what is due; returns how long until the next (a second, if there is none). */
static uint64_t release(struct way *way, int fd)
{
	const struct frame *frame;
	uint64_t now = now_ns();

	while (way->head != way->tail) {
		frame = &way->ring[way->head % QUEUE_FRAMES];
		if (frame->due_ns > now)
			return frame->due_ns - now;
		/* What the device refuses is lost on the line, like any other. */
		if (send(fd, frame->data, frame->bytes, 0) < 0 && errno == EINTR)
			continue;
		way->head++;
	}
	return 1000000000u;
}

static int run(struct line *line)
{
	struct pollfd ports[2] = {{.fd = line->fd[0], .events = POLLIN},
				  {.fd = line->fd[1], .events = POLLIN}};
	struct timespec wait = {0};
	uint64_t there, back;

	for (;;) {
		there = release(&line->way[0], line->fd[1]);
		back = release(&line->way[1], line->fd[0]);
		wait.tv_nsec = (long)((there < back ? there : back) % 1000000000u);
		wait.tv_sec = (there < back ? there : back) / 1000000000u;
		if (ppoll(ports, 2, &wait, NULL) < 0 && errno != EINTR)
			return -errno;
		receive(line, &line->way[0], line->fd[0]);
		receive(line, &line->way[1], line->fd[1]);
	}
}

static uint64_t number(const char *text, uint64_t most)
{
	char *end;
	uint64_t value = strtoull(text, &end, 10);

	if (*end || end == text || value > most) {
		fprintf(stderr, "line: not a number up to %llu: %s\n", (unsigned long long)most,
			text);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	struct line line = {0};
	int option, side, err;

	while ((option = getopt(argc, argv, "d:j:l:s:")) != -1) {
		switch (option) {
		case 'd':
			line.delay_ns = number(optarg, 10000) * 1000000;
			break;
		case 'j':
			line.jitter_ns = number(optarg, 10000) * 1000000;
			break;
		case 'l':
			line.loss_permille = (unsigned int)number(optarg, 1000);
			break;
		case 's':
			line.random = number(optarg, UINT64_MAX);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "usage: line [-d MS] [-j MS] [-l PERMILLE] [-s SEED] "
				"IFACE IFACE\n");
		return 2;
	}
	for (side = 0; side < 2; side++) {
		line.way[side].ring = calloc(QUEUE_FRAMES, sizeof(struct frame));
		line.fd[side] = open_port(argv[optind + side]);
		if (!line.way[side].ring || line.fd[side] < 0) {
			fprintf(stderr, "line: %s: %s\n", argv[optind + side],
				line.fd[side] < 0 ? strerror(-line.fd[side]) : "no memory");
			return 1;
		}
	}
	puts("line is up");
	fflush(stdout);
	err = run(&line);
	fprintf(stderr, "line: %s\n", strerror(-err));
	return 1;
}
