// SPDX-License-Identifier: MIT
#include "link.h"

#include <weir/parse.h>
#include <pcap/dlt.h>
#include <stddef.h>

struct link_type {
	int dlt;
	int (*read)(const uint8_t *data, uint32_t len, struct link_header *out);
};

static int set(struct link_header *out, uint32_t link_len, uint16_t ethertype)
{
	out->link_len = link_len;
	out->ethertype = ethertype;
	return 0;
}

/* What is neither IPv4 nor IPv6 is for the parser to call an invalid IPv4 header. */
static int read_raw(const uint8_t *data, uint32_t len, struct link_header *out)
{
	return set(out, 0, len && data[0] >> 4 == 6 ? WEIR_ETH_IPV6 : WEIR_ETH_IPV4);
}

static int read_ipv4(const uint8_t *data, uint32_t len, struct link_header *out)
{
	(void)data;
	(void)len;
	return set(out, 0, WEIR_ETH_IPV4);
}

static int read_ipv6(const uint8_t *data, uint32_t len, struct link_header *out)
{
	(void)data;
	(void)len;
	return set(out, 0, WEIR_ETH_IPV6);
}

static int read_cooked(const uint8_t *data, uint32_t len, struct link_header *out)
{
	return len < 16 ? -1 : set(out, 16, weir_load16(data + 14));
}

static int read_cooked2(const uint8_t *data, uint32_t len, struct link_header *out)
{
	return len < 20 ? -1 : set(out, 20, weir_load16(data));
}

static uint16_t ethertype_of_family(uint32_t family)
{
	switch (family) {
	case 2:
		return WEIR_ETH_IPV4;
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* Darwin */
		return WEIR_ETH_IPV6;
	default:
		return WEIR_ETHERTYPE_OTHER;
	}
}

/* An address family in the byte order of the machine that captured, or network order. */
static int read_null(const uint8_t *data, uint32_t len, struct link_header *out)
{
	uint32_t family;

	if (len < 4)
		return -1;
	family = (uint32_t)weir_load16(data) << 16 | weir_load16(data + 2);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	return set(out, 4, ethertype_of_family(family));
}

static uint16_t ethertype_of_ppp(uint16_t protocol)
{
	switch (protocol) {
	case 0x0021:
		return WEIR_ETH_IPV4;
	case 0x0057:
		return WEIR_ETH_IPV6;
	case 0x0281:
		return WEIR_ETH_MPLS;
	case 0x0283:
		return WEIR_ETH_MPLS_MC;
	default:
		return WEIR_ETH_PPP;
	}
}

/* Protocol of one byte where the peers agreed to compress it (RFC 1661, section 6.5). */
static int read_ppp_protocol(const uint8_t *data, uint32_t len, uint32_t at,
			     struct link_header *out)
{
	if (len > at && data[at] & 1)
		return set(out, at + 1, ethertype_of_ppp(data[at]));
	if (len < at + 2)
		return -1;
	return set(out, at + 2, ethertype_of_ppp(weir_load16(data + at)));
}

static int read_ppp(const uint8_t *data, uint32_t len, struct link_header *out)
{
	uint32_t framing = len >= 2 && data[0] == 0xff && data[1] == 0x03 ? 2 : 0;

	return read_ppp_protocol(data, len, framing, out);
}

/* Cisco's HDLC: address, control, ethertype. */
static int read_cisco(const uint8_t *data, uint32_t len, struct link_header *out)
{
	return len < 4 ? -1 : set(out, 4, weir_load16(data + 2));
}

/* The address tells the two kinds of HDLC apart. */
static int read_ppp_serial(const uint8_t *data, uint32_t len, struct link_header *out)
{
	if (len >= 1 && (data[0] == 0x0f || data[0] == 0x8f))
		return read_cisco(data, len, out);
	return read_ppp(data, len, out);
}

/* The PPPoE header stays: the parser reads it. */
static int read_ppp_ether(const uint8_t *data, uint32_t len, struct link_header *out)
{
	(void)data;
	(void)len;
	return set(out, 0, WEIR_ETH_PPPOE);
}

static const struct link_type types[] = {
	{ DLT_RAW, read_raw },
	{ DLT_IPV4, read_ipv4 },
	{ DLT_IPV6, read_ipv6 },
	{ DLT_LINUX_SLL, read_cooked },
	{ DLT_LINUX_SLL2, read_cooked2 },
	{ DLT_NULL, read_null },
	{ DLT_LOOP, read_null },
	{ DLT_PPP, read_ppp },
	{ DLT_PPP_SERIAL, read_ppp_serial },
	{ DLT_C_HDLC, read_cisco },
	{ DLT_PPP_ETHER, read_ppp_ether },
};

static const struct link_type *find(int dlt)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].dlt == dlt)
			return &types[i];
	return NULL;
}

bool link_is_ethernet(int dlt)
{
	return dlt == DLT_EN10MB;
}

bool link_is_supported(int dlt)
{
	return link_is_ethernet(dlt) || find(dlt);
}

int link_read(int dlt, const uint8_t *data, uint32_t len, struct link_header *out)
{
	const struct link_type *type = find(dlt);

	return type ? type->read(data, len, out) : -1;
}
