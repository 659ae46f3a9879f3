// SPDX-License-Identifier: MIT
#include "dhcp.h"

#include <weir/cursor.h>
#include <errno.h>
#include <string.h>

#define OPTIONS 240 /* behind the magic cookie */
#define YIADDR 16
#define CHADDR 28
#define COOKIE 0x63825363u

enum { OPTION_PAD = 0, OPTION_NAME = 12, OPTION_TYPE = 53, OPTION_FQDN = 81, OPTION_END = 255 };

#define FQDN_FIXED 3   /* flags and two old result codes */
#define FQDN_WIRE 0x04 /* in the wire format of DNS: not read */

static void take_option(struct dhcp *m, uint8_t code, const uint8_t *value, uint8_t length)
{
	while (length && !value[length - 1])
		length--;
	if (code == OPTION_TYPE && length == 1)
		m->type = value[0];
	if (code == OPTION_NAME && length) {
		m->name = (const char *)value;
		m->name_length = length;
	}
	if (code == OPTION_FQDN && !m->name && length > FQDN_FIXED && !(value[0] & FQDN_WIRE)) {
		m->name = (const char *)value + FQDN_FIXED;
		m->name_length = (uint8_t)(length - FQDN_FIXED);
	}
}

int dhcp_read(const uint8_t *data, size_t size, struct dhcp *out)
{
	size_t at = OPTIONS;

	if (size < OPTIONS || data[0] < 1 || data[0] > 2 || data[1] != 1 || data[2] != 6 ||
	    weir_ntoh32(weir_load_be32(data + OPTIONS - 4)) != COOKIE)
		return -EBADMSG;
	memset(out, 0, sizeof(*out));
	out->reply = data[0] == 2;
	memcpy(out->mac, data + CHADDR, sizeof(out->mac));
	if (weir_load_be32(data + YIADDR))
		weir_load_addr4(&out->addr, data + YIADDR);
	while (at < size && data[at] != OPTION_END) {
		uint8_t code = data[at++], length;

		if (code == OPTION_PAD)
			continue;
		if (at == size || data[at] > size - at - 1)
			break;
		length = data[at++];
		take_option(out, code, data + at, length);
		at += length;
	}
	return 0;
}
