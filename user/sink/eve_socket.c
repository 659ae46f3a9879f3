// SPDX-License-Identifier: MIT
#include "eve_socket.h"

#include "stream.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define READERS 16
#define QUEUE_BYTES (256u << 10)
#define REQUEST_MAX 256
#define REQUESTS_PER_S 10
#define DEFAULT_KINDS (1u << EVE_ALERT | 1u << EVE_STATS)

struct eve_socket {
	struct stream *stream;
	unsigned int readers_max;
	struct eve_socket_stats stats;
	uint8_t kinds[]; /* readers_max: bits 1 << enum eve_kind that a reader gets */
};

static const char *const kind_names[EVE_KINDS] = { "alert", "flow", "stats" };

/* The bits of a list of names; 0 if it is none. */
static unsigned int kind_bits(const json_t *list)
{
	unsigned int bits = 0, bit;
	const json_t *name;
	size_t i, kind;

	json_array_foreach(list, i, name)
	{
		bit = 0;
		for (kind = 0; kind < EVE_KINDS && json_is_string(name); kind++)
			if (!strcmp(json_string_value(name), kind_names[kind]))
				bit = 1u << kind;
		if (!bit)
			return 0;
		bits |= bit;
	}
	return bits;
}

static void reader_opened(void *ctx, struct stream_client *c)
{
	struct eve_socket *s = ctx;

	s->kinds[stream_index(c)] = DEFAULT_KINDS;
	s->stats.readers++;
}

static void reader_closed(void *ctx, struct stream_client *c)
{
	struct eve_socket *s = ctx;

	(void)c;
	s->stats.readers--;
}

static int reader_line(void *ctx, struct stream_client *c, const char *line, size_t length)
{
	struct eve_socket *s = ctx;
	uint8_t *kinds = &s->kinds[stream_index(c)];
	json_t *request = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	unsigned int add = kind_bits(json_object_get(request, "subscribe"));
	unsigned int remove = kind_bits(json_object_get(request, "unsubscribe"));

	json_decref(request);
	*kinds = (uint8_t)((*kinds | add) & ~remove);
	return !add && !remove;
}

int eve_socket_new(const struct eve_socket_options *o, struct eve_socket **out)
{
	unsigned int readers_max = o->readers_max ? o->readers_max : READERS;
	const struct stream_options options = {
		.path = o->path ? o->path : EVE_SOCKET,
		.group = o->group,
		.clients_max = readers_max,
		.line_max = REQUEST_MAX,
		.queue_bytes = o->queue_bytes ? o->queue_bytes : QUEUE_BYTES,
		.lines_per_s = REQUESTS_PER_S,
		.keep_deaf = true,
	};
	struct eve_socket *s = calloc(1, sizeof(*s) + readers_max);
	struct stream_handler handler = { .opened = reader_opened,
					  .line = reader_line,
					  .closed = reader_closed,
					  .ctx = s };
	int err;

	if (!s)
		return -ENOMEM;
	s->readers_max = readers_max;
	err = stream_new(&options, &handler, &s->stream);
	if (err < 0) {
		free(s);
		return err;
	}
	*out = s;
	return 0;
}

int eve_socket_fd(const struct eve_socket *s)
{
	return stream_fd(s->stream);
}

void eve_socket_handle(struct eve_socket *s)
{
	stream_handle(s->stream);
	s->stats.refused = stream_refused(s->stream);
}

bool eve_socket_wants(const struct eve_socket *s, enum eve_kind kind)
{
	for (unsigned int i = 0; i < s->readers_max; i++)
		if (stream_at(s->stream, i) && s->kinds[i] & 1u << kind)
			return true;
	return false;
}

/* The line with its newline, or nothing of it. */
static void send_line(struct eve_socket *s, struct stream_client *c, const struct iovec *parts)
{
	if (stream_send(c, parts, 2))
		s->stats.lost++;
	else
		s->stats.sent++;
}

void eve_socket_send(struct eve_socket *s, enum eve_kind kind, const char *line, size_t length)
{
	const struct iovec parts[2] = { { (void *)line, length }, { (void *)"\n", 1 } };

	s->stats.events[kind]++;
	for (unsigned int i = 0; i < s->readers_max; i++) {
		struct stream_client *c = stream_at(s->stream, i);

		if (c && s->kinds[i] & 1u << kind)
			send_line(s, c, parts);
	}
}

const struct eve_socket_stats *eve_socket_stats(const struct eve_socket *s)
{
	return &s->stats;
}

void eve_socket_move(struct eve_socket *s, const char *path)
{
	stream_move(s->stream, path);
}

void eve_socket_free(struct eve_socket *s)
{
	if (!s)
		return;
	stream_free(s->stream);
	free(s);
}
