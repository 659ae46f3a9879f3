// SPDX-License-Identifier: MIT
#include "capture.h"

#include "link.h"
#include "stream.h"

#include <weir/parse.h>
#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#define ETHERNET_BYTES 14
#define SECOND_NS 1000000000ull
#define SECONDS_MAX (UINT64_MAX / SECOND_NS - 3600) /* windows end beyond their packets */

struct capture {
	struct stream *stream;
	pcap_t *pcap;
	int dlt;
	uint8_t scratch[FRAME_BYTES_MAX]; /* synthetic header, then the record */
};

static int refuse_link_type(const struct capture *c, char error[static CAPTURE_ERROR_SIZE])
{
	const char *name = pcap_datalink_val_to_name(c->dlt);
	const char *text = pcap_datalink_val_to_description(c->dlt);

	if (link_is_supported(c->dlt))
		return 0;
	snprintf(error, CAPTURE_ERROR_SIZE, "link type %s (%d, %s) is not supported",
		 name ? name : "unknown", c->dlt, text ? text : "no description");
	return -ENOTSUP;
}

static int open_pcap(struct capture *c, char error[static CAPTURE_ERROR_SIZE])
{
	char text[PCAP_ERRBUF_SIZE] = "";

	c->pcap = pcap_fopen_offline_with_tstamp_precision(stream_file(c->stream),
							   PCAP_TSTAMP_PRECISION_NANO, text);
	if (!c->pcap) {
		const char *unread = stream_error(c->stream);

		snprintf(error, CAPTURE_ERROR_SIZE, "not a capture file: %s at byte %" PRIu64,
			 unread ? unread : text, stream_offset(c->stream));
		return -EINVAL;
	}
	c->dlt = pcap_datalink(c->pcap);
	return refuse_link_type(c, error);
}

int capture_open(const char *path, struct capture **out, char error[static CAPTURE_ERROR_SIZE])
{
	struct capture *c = calloc(1, sizeof(*c));
	int result = -ENOMEM;

	if (c)
		result = stream_open(path, &c->stream);
	if (result) {
		snprintf(error, CAPTURE_ERROR_SIZE, "cannot open: %s", strerror(-result));
		free(c);
		return result;
	}
	result = open_pcap(c, error);
	if (result) {
		capture_close(c);
		return result;
	}
	*out = c;
	return 0;
}

/* Seconds are signed to libpcap but not to the file format. */
static uint64_t record_time(const struct timeval *ts)
{
	uint64_t seconds = ts->tv_sec < 0 ? (uint32_t)ts->tv_sec : (uint64_t)ts->tv_sec;
	uint64_t fraction = ts->tv_usec < 0 ? 0 : (uint64_t)ts->tv_usec;

	if (seconds > SECONDS_MAX)
		seconds = SECONDS_MAX;
	if (fraction >= SECOND_NS)
		fraction = SECOND_NS - 1;
	return seconds * SECOND_NS + fraction;
}

/* Ethernet: the frame as it is. */
static int fill_ethernet(struct frame_record *record, const uint8_t *data,
			 enum weir_malformed *reason)
{
	record->data = data;
	record->len = record->meta.cap_len;
	if (record->len > FRAME_BYTES_MAX)
		record->len = FRAME_BYTES_MAX;
	if (record->len >= ETHERNET_BYTES)
		return 1;
	*reason = WEIR_MALFORMED_ethernet_truncated;
	return 2;
}

static int fill_other(struct capture *c, struct frame_record *record, const uint8_t *data,
		      enum weir_malformed *reason)
{
	struct link_header link;
	uint32_t len;

	record->data = c->scratch;
	record->len = 0;
	if (link_read(c->dlt, data, record->meta.cap_len, &link)) {
		*reason = WEIR_MALFORMED_link_header_truncated;
		return 2;
	}
	len = record->meta.cap_len - link.link_len;
	if (len > FRAME_BYTES_MAX - ETHERNET_BYTES)
		len = FRAME_BYTES_MAX - ETHERNET_BYTES;
	memset(c->scratch, 0, ETHERNET_BYTES);
	c->scratch[12] = (uint8_t)(link.ethertype >> 8);
	c->scratch[13] = (uint8_t)link.ethertype;
	memcpy(c->scratch + ETHERNET_BYTES, data + link.link_len, len);
	record->len = ETHERNET_BYTES + len;
	record->meta.link_len = (uint16_t)link.link_len;
	record->meta.synth_len = ETHERNET_BYTES;
	return 1;
}

static int report_broken(const struct capture *c, char error[static CAPTURE_ERROR_SIZE])
{
	const char *unread = stream_error(c->stream);

	snprintf(error, CAPTURE_ERROR_SIZE, "broken at byte %" PRIu64 ": %s",
		 stream_offset(c->stream), unread ? unread : pcap_geterr(c->pcap));
	return -EBADMSG;
}

int capture_next(struct capture *c, struct frame_record *record, enum weir_malformed *reason,
		 char error[static CAPTURE_ERROR_SIZE])
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int result = pcap_next_ex(c->pcap, &header, &data);

	if (result == PCAP_ERROR_BREAK)
		return 0;
	if (result != 1)
		return report_broken(c, error);
	memset(&record->meta, 0, sizeof(record->meta));
	record->meta.time_ns = record_time(&header->ts);
	record->meta.cap_len = header->caplen;
	record->meta.wire_len = header->len;
	if (link_is_ethernet(c->dlt))
		return fill_ethernet(record, data, reason);
	return fill_other(c, record, data, reason);
}

void capture_position(const struct capture *c, uint64_t *done, uint64_t *size)
{
	stream_position(c->stream, done, size);
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	if (c->pcap)
		pcap_close(c->pcap);
	stream_close(c->stream);
	free(c);
}
