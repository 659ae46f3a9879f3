// SPDX-License-Identifier: MIT
#include "observe.h"
#include "device_state.h"
#include "dhcp.h"
#include "dns.h"

#include <weir/frame.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#define NS_PER_S 1000000000ll
#define UDP_HEADER 8

/* A frame and what of it names somebody. */
struct sight {
	const uint8_t *to; /* MACs; NULL: there is no link header */
	const uint8_t *from;
	struct weir_packet packet;
	const uint8_t *data; /* of the UDP payload, as far as captured */
	size_t size;
	uint32_t now_s;
};

static bool has_port(const struct sight *s, uint16_t port)
{
	return weir_ntoh16(s->packet.sport) == port || weir_ntoh16(s->packet.dport) == port;
}

static int open_frame(struct sight *s, const struct weir_frame *frame, int64_t wall_offset_ns)
{
	const uint8_t *end = frame->data + frame->data_len;
	int64_t wall_ns = (int64_t)frame->time_ns + wall_offset_ns;
	size_t at;

	weir_parse(&s->packet, frame->data, end, frame->ethertype);
	if (!weir_frame_names(&s->packet))
		return -EINVAL;
	at = s->packet.l4_off + UDP_HEADER;
	s->to = frame->ethertype ? NULL : frame->data;
	s->from = frame->ethertype ? NULL : frame->data + DEVICE_MAC_SIZE;
	s->data = frame->data + at;
	s->size = frame->data_len > at ? frame->data_len - at : 0;
	s->now_s = wall_ns > 0 ? (uint32_t)(wall_ns / NS_PER_S) : 1;
	return 0;
}

/* Who sent it on this link. */
static void see_sender(struct devices *d, const struct sight *s, enum device_evidence evidence)
{
	if (!s->from)
		return;
	if (device_is_home(d, &s->packet.src))
		devices_bind(d, s->from, &s->packet.src, evidence, s->now_s);
	else if (!addr_is_zero(&s->packet.src))
		devices_forwards(d, s->from, s->now_s);
}

static bool is_local_domain(const char *name)
{
	static const char *const local[] = {"lan",	"home",	     "local",	   "internal",
					    "intranet", "home.arpa", "localdomain"};
	size_t length = strlen(name), i;

	if (!strchr(name, '.'))
		return true;
	for (i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		size_t tail = strlen(local[i]);

		if (length > tail && name[length - tail - 1] == '.' &&
		    !strcasecmp(name + length - tail, local[i]))
			return true;
	}
	return false;
}

/* Length of a name without the domain that all names of multicast DNS have. */
static size_t without_local(const char *name)
{
	size_t length = strlen(name);

	return length > 6 && !strcasecmp(name + length - 6, ".local") ? length - 6 : length;
}

static void name_by_reverse(struct devices *d, const struct dns_record *r, uint32_t now_s)
{
	struct weir_addr addr;

	if (dns_reverse(r->owner, &addr))
		return;
	if (device_is_home(d, &addr))
		devices_name_address(d, &addr, r->target, strlen(r->target), DEVICE_NAME_DNS);
	else if (!devices_peer_name(d, &addr))
		devices_name_peer(d, &addr, r->target, strlen(r->target), now_s);
}

static void name_by_answer(struct devices *d, const char *asked, const struct dns_record *r,
			   uint32_t now_s)
{
	if (r->type == DNS_PTR)
		name_by_reverse(d, r, now_s);
	if (r->type != DNS_A && r->type != DNS_AAAA)
		return;
	if (!device_is_home(d, &r->addr))
		devices_name_peer(d, &r->addr, asked, strlen(asked), now_s);
	else if (is_local_domain(asked))
		devices_name_address(d, &r->addr, asked, strlen(asked), DEVICE_NAME_DNS);
}

/* 0, or -EBADMSG. */
static int observe_dns(struct devices *d, const struct sight *s)
{
	struct dns_reader reader;
	struct dns_record record;
	int result = dns_open(&reader, s->data, s->size);

	if (result || !reader.answer || !device_is_home(d, &s->packet.dst))
		return result;
	see_sender(d, s, DEVICE_ROUTED);
	if (s->to)
		devices_bind(d, s->to, &s->packet.dst, DEVICE_ROUTED, s->now_s);
	if (reader.rcode || !*reader.question)
		return 0;
	while ((result = dns_next(&reader, &record)) > 0)
		name_by_answer(d, reader.question, &record, s->now_s);
	return result;
}

static int observe_mdns(struct devices *d, const struct sight *s)
{
	struct dns_reader reader;
	struct dns_record record;
	int result;

	/* A router forwards no multicast of the link, so the MAC is the sender's own. */
	if (!addr_is_multicast(&s->packet.dst, s->packet.ip_v) ||
	    !device_is_home(d, &s->packet.src))
		return 0;
	see_sender(d, s, DEVICE_ON_LINK);
	result = dns_open(&reader, s->data, s->size);
	if (result || !reader.answer)
		return result;
	while ((result = dns_next(&reader, &record)) > 0)
		if (record.type == DNS_A || record.type == DNS_AAAA)
			devices_name_address(d, &record.addr, record.owner,
					     without_local(record.owner), DEVICE_NAME_MDNS);
	return result;
}

/* A client may have no address yet. What comes from outside, as to a gateway, or goes there
 * says nothing of the home networks. */
static bool is_of_home(const struct devices *d, const struct sight *s)
{
	const struct weir_addr *src = &s->packet.src, *dst = &s->packet.dst;

	return (device_is_home(d, src) || (addr_is_ipv4(src) && !src->word[3])) &&
	       (device_is_home(d, dst) || addr_is_multicast(dst, s->packet.ip_v));
}

static int observe_dhcp(struct devices *d, const struct sight *s)
{
	struct dhcp m;

	if (!is_of_home(d, s))
		return 0;
	if (dhcp_read(s->data, s->size, &m))
		return -EBADMSG;
	if (m.reply && m.type == DHCP_ACK && !addr_is_zero(&m.addr))
		devices_bind(d, m.mac, &m.addr, DEVICE_ON_LINK, s->now_s);
	if (m.name_length && (!m.reply || m.type == DHCP_ACK))
		devices_name_mac(d, m.mac, m.name, m.name_length, DEVICE_NAME_DHCP, s->now_s);
	return 0;
}

void devices_frame(struct devices *d, const struct weir_frame *frame, int64_t wall_offset_ns)
{
	struct sight s;
	int result = 0;

	if (open_frame(&s, frame, wall_offset_ns))
		return;
	d->stats.frames++;
	if (has_port(&s, WEIR_DHCP_SERVER_PORT) || has_port(&s, WEIR_DHCP_CLIENT_PORT))
		result = observe_dhcp(d, &s);
	else if (has_port(&s, WEIR_MDNS_PORT))
		result = observe_mdns(d, &s);
	else
		result = observe_dns(d, &s);
	d->stats.broken += result < 0;
}
