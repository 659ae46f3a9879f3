// SPDX-License-Identifier: MIT
/*
 * What evidence is told from outside: frames of a ring whose lengths may be anything, the
 * text of a flow on the control socket, and a file that was cut short or is none. The first
 * byte says which. Whatever frames there are, the file made of them is whole.
 */
#include "fuzz.h"

#include "user/evidence/capture_file.h"
#include "user/evidence/pcapng.h"
#include "user/evidence/subject.h"
#include "user/source/frames.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { OF_FRAMES, OF_FLOW, OF_FILE, OF_KINDS };

static uint64_t whole(int fd, uint64_t *packets)
{
	uint64_t bytes = 0;
	int error = pcapng_whole(fd, &bytes, packets);

	assert(!error || error == -EINVAL);
	return error ? 0 : bytes;
}

/* A store without a folder: only its room is asked for. */
static void fuzz_frames(const uint8_t *data, size_t size)
{
	static const char *const none[] = { NULL };
	struct store store = { .folder = -1, .total = 1u << 20 };
	struct capture_file file = { .store = &store, .snaplen = size ? data[0] + 1u : 1,
				     .directed = true };
	union {
		struct weir_frame head;
		uint8_t bytes[sizeof(struct weir_frame) + WEIR_FRAME_MAX];
	} record;
	uint64_t packets;

	file.fd = memfd_create("capture", MFD_CLOEXEC);
	file.buffer = malloc(CAPTURE_BUFFER_BYTES);
	assert(file.fd >= 0 && file.buffer && !capture_file_describe(&file, none));
	while (size) {
		size_t part = size < 48 ? size : 48;
		int error;

		memset(&record, 0xa5, sizeof(record));
		memcpy(&record, data, part);
		data += part;
		size -= part;
		if (!frame_is_whole(&record, part + (part < 40 ? 0 : WEIR_FRAME_MAX)))
			continue;
		error = capture_file_add(&file, &record.head, part & 1 ? "eth0" : "", 7);
		assert(error == 0 || error == 1);
	}
	assert(!capture_file_flush(&file));
	assert(whole(file.fd, &packets) == file.written && packets == file.packets);
	assert(store.used == file.written);
	close(file.fd);
	free(file.buffer);
}

static void fuzz_flow(const uint8_t *data, size_t size)
{
	char text[SUBJECT_TEXT_SIZE], *copy = malloc(size + 1);
	struct subject s, again;

	if (!copy)
		abort();
	memcpy(copy, data, size);
	copy[size] = '\0';
	if (!subject_of_flow(copy, &s)) {
		subject_text(&s, text);
		assert(strlen(text) < sizeof(text) && s.kind == SUBJECT_FLOW);
		assert(subject_covers(&s, &s));
		/* "tcp A:1 and B:2" with commas is the same flow again. */
		*strchr(text, ' ') = ',';
		memmove(strstr(text, " and ") + 1, strstr(text, " and ") + 5,
			strlen(strstr(text, " and ") + 5) + 1);
		*strchr(text, ' ') = ',';
		assert(!subject_of_flow(text, &again));
		assert(!memcmp(&s.key, &again.key, sizeof(s.key)));
	}
	if (!subject_of_host(copy, NULL, &s))
		subject_text(&s, text);
	if (store_name_is(copy)) {
		char id[STORE_NAME_SIZE];

		store_name_id(copy, id);
		assert(*id && !strchr(id, '/'));
		store_name_time(copy);
	}
	free(copy);
}

static void fuzz_file(const uint8_t *data, size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	uint64_t packets = 0, bytes;

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	bytes = whole(fd, &packets);
	assert(bytes <= size && packets * 12 <= bytes);
	assert(!ftruncate(fd, (off_t)bytes) && whole(fd, &packets) == bytes);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const of[OF_KINDS])(const uint8_t *, size_t) = { fuzz_frames, fuzz_flow,
								       fuzz_file };

	if (size)
		of[*data % OF_KINDS](data + 1, size - 1);
	return 0;
}

static size_t seed_frames(uint8_t *to)
{
	static const uint16_t ethertypes[] = { 0, WEIR_ETH_IPV4, WEIR_ETH_IPV6, WEIR_ETH_PPPOE,
					       WEIR_ETH_MPLS };
	size_t at = 1, i;

	to[0] = OF_FRAMES;
	for (i = 0; i < 5; i++, at += 48) {
		const struct weir_frame f = { .time_ns = i, .wire_len = 100, .watch = 1,
					      .vantage = (uint16_t)i, .data_len = 16,
					      .ethertype = ethertypes[i], .vlan_proto = 0x0081 };

		memcpy(to + at, &f, sizeof(f));
	}
	return at;
}

static size_t seed_file(uint8_t *to, size_t size)
{
	static const char *const comments[] = { "a comment", NULL };
	const struct pcapng_packet p = { .len = 9, .data = (const uint8_t *)"a packet." };
	size_t at = 1;

	to[0] = OF_FILE;
	at += pcapng_section(to + at, size - at, "weir", comments);
	at += pcapng_interface(to + at, size - at, PCAPNG_ETHERNET, 96, "eth0");
	at += pcapng_packet(to + at, size - at, &p);
	return at + pcapng_packet(to + at, size - at, &p);
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const texts[] = {
		"\1tcp,10.0.0.1:1000,10.0.0.2:80", "\1udp,[fd00::1]:53,[fd00::2]:1",
		"\1" "10.0.0.1", "\1" "fd00::1",
		"\1" "20261120T183307.123Z-capture.pcapng",
	};
	uint8_t data[1024];
	size_t size, i;

	size = seed_frames(data);
	emit(ctx, data, size);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		emit(ctx, texts[i], strlen(texts[i]));
	size = seed_file(data, sizeof(data));
	emit(ctx, data, size);
	emit(ctx, data, size - 5);
}
