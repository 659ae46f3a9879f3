// SPDX-License-Identifier: MIT
#include "capture_file.h"
#include "pcapng.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APPLICATION "weir " WEIR_VERSION
#define SECTION_EXTRA 256 /* beside its comments */
#define COMMENTS_MAX 4

int capture_file_open(struct capture_file *f, struct store *s, const char *name, uint32_t snaplen,
		      bool directed)
{
	memset(f, 0, sizeof(*f));
	f->store = s;
	f->snaplen = snaplen;
	f->directed = directed;
	memcpy(f->name, name, sizeof(f->name));
	f->buffer = malloc(CAPTURE_BUFFER_BYTES);
	if (!f->buffer)
		return -ENOMEM;
	f->fd = store_begin(s, name);
	if (f->fd >= 0)
		return 0;
	free(f->buffer);
	return f->fd;
}

/* All of it or, after an error, nothing. */
static int write_blocks(struct capture_file *f, const uint8_t *data, size_t len)
{
	int error = store_room(f->store, len);
	size_t done = 0;

	if (error)
		return error;
	while (done < len && !error) {
		ssize_t got = write(f->fd, data + done, len - done);

		if (got > 0)
			done += (size_t)got;
		else if (got == 0 || errno != EINTR)
			error = got ? -errno : -EIO;
	}
	if (!error) {
		f->written += len;
		return 0;
	}
	store_return(f->store, len);
	/* A part of a block would make the file unreadable from here on. */
	if (ftruncate(f->fd, (off_t)f->written))
		return -errno;
	return error;
}

int capture_file_describe(struct capture_file *f, const char *const *comments)
{
	size_t size = SECTION_EXTRA, i, len;
	uint8_t *block;
	int error;

	for (i = 0; comments[i] && i < COMMENTS_MAX; i++)
		size += strnlen(comments[i], PCAPNG_COMMENT_MAX) + 8;
	block = malloc(size);
	if (!block)
		return -ENOMEM;
	len = pcapng_section(block, size, APPLICATION, comments);
	error = len ? write_blocks(f, block, len) : -E2BIG;
	free(block);
	f->begun = f->begun || !error;
	return error;
}

int capture_file_flush(struct capture_file *f)
{
	size_t len = f->held;

	f->held = 0;
	return len ? write_blocks(f, f->buffer, len) : 0;
}

static int begin(struct capture_file *f)
{
	static const char *const none[] = { NULL };

	return f->begun ? 0 : capture_file_describe(f, none);
}

/* Makes room for a block of @bytes in the buffer. */
static int make_room(struct capture_file *f, size_t bytes)
{
	return f->held + bytes > CAPTURE_BUFFER_BYTES ? capture_file_flush(f) : 0;
}

static int add_interface(struct capture_file *f, struct capture_interface *i, uint8_t link,
			 const char *ifname)
{
	int error = make_room(f, PCAPNG_PACKET_EXTRA + WEIR_FRAME_MAX);

	if (error)
		return error;
	f->held += pcapng_interface(f->buffer + f->held, CAPTURE_BUFFER_BYTES - f->held,
				    (enum pcapng_link)link, f->snaplen, ifname);
	i->known = true;
	i->link = link;
	i->number = f->interfaces++;
	return 0;
}

/* 0: none that a file could name. */
static uint8_t link_of(const struct weir_frame *frame)
{
	switch (frame->ethertype) {
	case 0:
		return PCAPNG_ETHERNET;
	case WEIR_ETH_IPV4:
	case WEIR_ETH_IPV6:
		return PCAPNG_RAW_IP;
	case WEIR_ETH_PPPOE:
		return PCAPNG_PPPOE;
	default:
		return 0;
	}
}

static int add_packet(struct capture_file *f, const struct weir_frame *frame, uint32_t interface,
		      int64_t wall_offset_ns)
{
	const struct pcapng_packet p = {
		.interface = interface,
		.time_ns = frame->time_ns + (uint64_t)wall_offset_ns,
		.wire_len = frame->wire_len,
		.len = frame->data_len < f->snaplen ? frame->data_len : f->snaplen,
		.data = frame->data,
		.direction = !f->directed	  ? PCAPNG_UNKNOWN :
			     frame->vantage & 1 ? PCAPNG_OUTBOUND :
						  PCAPNG_INBOUND,
		.vlan_proto = frame->ethertype ? 0 : weir_ntoh16(frame->vlan_proto),
		.vlan_tci = frame->vlan_tci,
	};
	int error = make_room(f, p.len + PCAPNG_PACKET_EXTRA);

	if (error)
		return error;
	f->held += pcapng_packet(f->buffer + f->held, CAPTURE_BUFFER_BYTES - f->held, &p);
	f->packets++;
	return 0;
}

int capture_file_add(struct capture_file *f, const struct weir_frame *frame, const char *ifname,
		     int64_t wall_offset_ns)
{
	struct capture_interface *i = &f->interface[frame->vantage / 2 % WEIR_SLOTS];
	uint8_t link = link_of(frame);
	int error;

	if (!link)
		return 1;
	error = begin(f);
	if (!error && (!i->known || i->link != link))
		error = add_interface(f, i, link, ifname);
	return error ? error : add_packet(f, frame, i->number, wall_offset_ns);
}

/* Readers want at least one interface. */
static int complete(struct capture_file *f)
{
	int error = begin(f);

	if (!error && !f->interfaces)
		error = add_interface(f, &f->interface[0], PCAPNG_ETHERNET, "");
	return error ? error : capture_file_flush(f);
}

int capture_file_close(struct capture_file *f, bool failed)
{
	int error = failed ? 0 : complete(f), ended = 0;

	close(f->fd);
	f->fd = -1;
	free(f->buffer);
	f->buffer = NULL;
	if (f->written)
		ended = store_finish(f->store, f->name, f->written);
	else
		store_drop(f->store, f->name, 0);
	return error ? error : ended;
}
