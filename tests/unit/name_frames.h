/* SPDX-License-Identifier: MIT */
/*
 * name_frames.h - frames that name something: messages of dnsmasq and of udhcpc, answers and
 * multicast DNS made by scapy, each in a frame of one's choice.
 */
#ifndef WEIR_TESTS_NAME_FRAMES_H
#define WEIR_TESTS_NAME_FRAMES_H

#include "user/flow/network.h"

#include <weir/frame.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define NAME_FRAME_BYTES 1024

/* www.Example.COM: CNAME edge.cdn.example.net, A 93.184.216.34, AAAA 2606:2800:21f::1 */
#define ANSWER_CNAME                                                                               \
	"12348180000100030000000003777777074578616d706c6503434f4d000001000103777777076578616d"     \
	"706c6503636f6d00000500010000003c001604656467650363646e076578616d706c65036e6574000465"     \
	"6467650363646e076578616d706c65036e657400000100010000003c00045db8d8220465646765036364"     \
	"6e076578616d706c65036e657400001c00010000003c001026062800021f00000000000000000001"
/* printer.lan: A 192.168.77.9, with compression and EDNS */
#define ANSWER_PRINTER                                                                             \
	"666485800001000100000001077072696e746572036c616e0000010001c00c00010001000000000004c0"     \
	"a84d0900002904d0000000000000"
/* 9.77.168.192.in-addr.arpa: PTR printer.lan */
#define ANSWER_REVERSE                                                                             \
	"db31858000010001000000010139023737033136380331393207696e2d61646472046172706100000c00"     \
	"01c00c000c000100000000000d077072696e746572036c616e0000002904d0000000000000"
/* fd00::20: PTR nas.lan */
#define ANSWER_REVERSE6                                                                            \
	"0005810000010001000000000130013201300130013001300130013001300130013001300130013001300130" \
	"01300130013001300130013001300130013001300130013001300164016603697036046172706100000c0001" \
	"013001320130013001300130013001300130013001300130013001300130013001300130013001300130"     \
	"01300130013001300130013001300130013001640166036970360461727061"                           \
	"00000c0001000000010009036e6173036c616e00"
/* Annas-iPhone.local: A 192.168.1.20, AAAA fd00::20 */
#define MDNS_PHONE                                                                                 \
	"0000850000000002000000000c416e6e61732d6950686f6e65056c6f63616c0000018001000000780004"     \
	"c0a801140c416e6e61732d6950686f6e65056c6f63616c00001c8001000000780010fd00000000000000"     \
	"0000000000000020"
/* Options behind the cookie: REQUEST with the name laptop-anna, and its ACK. */
#define DHCP_OPTIONS_REQUEST                                                                       \
	"3501033204c0a84d3c3604c0a84d013902024037070103060c0f1c2a0c0b6c6170746f702d616e6e613c"     \
	"0c756468637020312e33352e303d070100163e112233ff"
#define DHCP_OPTIONS_ACK                                                                           \
	"3501053604c0a84d01330400000e103a04000007083b0400000c4e0104ffffff001c04c0a84dff0304c0"     \
	"a84d010604c0a84d010f036c616e0c0b6c6170746f702d616e6e61ff"

__attribute__((unused)) static size_t name_bytes(const char *hex, uint8_t *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; hex[2 * i]; i++)
		out[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) << 4 |
				   (strchr(digits, hex[2 * i + 1]) - digits));
	return i;
}

/* A DHCP message of client 00:16:3e:11:22:33; @your: the address that a server gives. */
__attribute__((unused)) static size_t name_dhcp(const char *options, const char *your, uint8_t *out)
{
	memset(out, 0, 240);
	memcpy(out, "\x02\x01\x06", 3);
	if (!your)
		out[0] = 1;
	else if (inet_pton(AF_INET, your, out + 16) != 1)
		abort();
	memcpy(out + 28, "\x00\x16\x3e\x11\x22\x33", 6);
	memcpy(out + 236, "\x63\x82\x53\x63", 4);
	return 240 + name_bytes(options, out + 240);
}

struct name_ends {
	const char *src, *dst; /* both IPv4 or both IPv6 */
	uint16_t sport, dport;
	uint8_t from, to; /* last byte of MACs 02:00:00:00:00:xx; 0: all zero */
};

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint8_t *put_ipv4(uint8_t *at, const struct name_ends *e, size_t size)
{
	memset(at, 0, 20);
	at[0] = 0x45;
	put16(at + 2, 28 + size);
	at[8] = 64;
	at[9] = 17;
	if (inet_pton(AF_INET, e->src, at + 12) != 1 || inet_pton(AF_INET, e->dst, at + 16) != 1)
		abort();
	return at + 20;
}

static uint8_t *put_ipv6(uint8_t *at, const struct name_ends *e, size_t size)
{
	memset(at, 0, 8);
	at[0] = 0x60;
	put16(at + 4, 8 + size);
	at[6] = 17;
	at[7] = 255;
	if (inet_pton(AF_INET6, e->src, at + 8) != 1 || inet_pton(AF_INET6, e->dst, at + 24) != 1)
		abort();
	return at + 40;
}

/* A frame of the payload; its length. */
__attribute__((unused)) static size_t name_frame(const struct name_ends *e, const void *payload,
						 size_t size, uint8_t out[static NAME_FRAME_BYTES])
{
	bool ipv6 = strchr(e->src, ':') != NULL;
	uint8_t *at = out;

	memset(at, 0, 14);
	if (e->to) {
		at[0] = 2;
		at[5] = e->to;
		at[6] = 2;
		at[11] = e->from;
	}
	put16(at + 12, ipv6 ? 0x86dd : 0x0800);
	at = ipv6 ? put_ipv6(at + 14, e, size) : put_ipv4(at + 14, e, size);
	put16(at, e->sport);
	put16(at + 2, e->dport);
	put16(at + 4, 8 + size);
	put16(at + 6, 0);
	memcpy(at + 8, payload, size);
	return (size_t)(at + 8 + size - out);
}

#endif
