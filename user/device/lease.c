// SPDX-License-Identifier: MIT
#include "lease.h"
#include "device_state.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define TEXT_SIZE 64 /* of an address or a MAC */
#define COLUMNS 24   /* of Kea */

/* Bytes of the text. */
struct part {
	const char *at;
	size_t length;
};

struct reader {
	uint32_t now_s;
	lease_fn found;
	void *ctx;
	uint32_t wrong;
	/* Kea: which column is what, -1: there is none */
	int address, mac, expire, name, state, type;
	/* ISC: the lease that is open */
	bool open, active, expired, has_mac;
	struct lease lease;
};

static bool is(const struct part *p, const char *text)
{
	return p->length == strlen(text) && !memcmp(p->at, text, p->length);
}

/* The next word of *rest, up to any of the @between (blanks: several count as one). */
static struct part next_word(struct part *rest)
{
	struct part word;

	while (rest->length && (*rest->at == ' ' || *rest->at == '\t' || *rest->at == '\r')) {
		rest->at++;
		rest->length--;
	}
	word = (struct part){rest->at, 0};
	while (word.length < rest->length && !strchr(" \t\r", word.at[word.length]))
		word.length++;
	rest->at += word.length;
	rest->length -= word.length;
	return word;
}

static bool copy(const struct part *p, char out[static TEXT_SIZE])
{
	if (p->length >= TEXT_SIZE || memchr(p->at, '\0', p->length))
		return false;
	memcpy(out, p->at, p->length);
	out[p->length] = '\0';
	return true;
}

static bool read_address(const struct part *p, struct weir_addr *out)
{
	struct networks one = {.count = 0};
	char text[TEXT_SIZE];

	if (!copy(p, text) || strchr(text, '/') || networks_add(&one, text))
		return false;
	*out = one.list[0].addr;
	return true;
}

static bool read_mac(const struct part *p, uint8_t out[static DEVICE_MAC_SIZE])
{
	char text[TEXT_SIZE];

	return copy(p, text) && !device_mac_parse(text, out);
}

static bool read_number(const struct part *p, uint64_t *out)
{
	size_t i;

	*out = 0;
	if (!p->length || p->length > 18)
		return false;
	for (i = 0; i < p->length; i++) {
		if (p->at[i] < '0' || p->at[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(p->at[i] - '0');
	}
	return true;
}

static void hand_out(struct reader *r, struct lease *lease, const struct part *name)
{
	lease->name = name->length && !is(name, "*") ? name->at : NULL;
	lease->name_length = lease->name ? name->length : 0;
	r->found(r->ctx, lease);
}

/* Whether the line is one. */
static bool dnsmasq_line(struct reader *r, struct part line)
{
	struct part expiry = next_word(&line), mac, address, name;
	struct lease lease;
	uint64_t expire_s;

	if (is(&expiry, "duid"))
		return true;
	mac = next_word(&line);
	address = next_word(&line);
	name = next_word(&line);
	if (!read_number(&expiry, &expire_s) || !name.length)
		return false;
	if (!read_mac(&mac, lease.mac))
		return true;
	if (!read_address(&address, &lease.addr))
		return false;
	if (!expire_s || expire_s > r->now_s)
		hand_out(r, &lease, &name);
	return true;
}

static unsigned int split(struct part line, struct part out[static COLUMNS])
{
	unsigned int count = 0;

	while (count < COLUMNS) {
		const char *comma = memchr(line.at, ',', line.length);

		out[count].at = line.at;
		out[count].length = comma ? (size_t)(comma - line.at) : line.length;
		count++;
		if (!comma)
			break;
		line.length -= (size_t)(comma + 1 - line.at);
		line.at = comma + 1;
	}
	return count;
}

static bool kea_head(struct reader *r, struct part line)
{
	const struct {
		const char *name;
		int *column;
	} known[] = {{"address", &r->address}, {"hwaddr", &r->mac},  {"expire", &r->expire},
		     {"hostname", &r->name},   {"state", &r->state}, {"lease_type", &r->type}};
	struct part column[COLUMNS];
	unsigned int count = split(line, column), i, k;

	for (k = 0; k < sizeof(known) / sizeof(known[0]); k++)
		*known[k].column = -1;
	for (i = 0; i < count; i++)
		for (k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			if (is(&column[i], known[k].name))
				*known[k].column = (int)i;
	return r->address >= 0 && r->mac >= 0;
}

static struct part column_of(const struct part *column, unsigned int count, int which)
{
	static const struct part none = {"", 0};

	return which >= 0 && (unsigned int)which < count ? column[which] : none;
}

static bool kea_line(struct reader *r, struct part line)
{
	struct part column[COLUMNS], part;
	unsigned int count = split(line, column);
	uint64_t number;
	struct lease lease;

	part = column_of(column, count, r->state);
	if (part.length && !is(&part, "0"))
		return true;
	/* Of IPv6: addresses, not prefixes. */
	part = column_of(column, count, r->type);
	if (part.length && !is(&part, "0"))
		return true;
	part = column_of(column, count, r->address);
	if (!read_address(&part, &lease.addr))
		return false;
	part = column_of(column, count, r->expire);
	if (part.length && (!read_number(&part, &number) || number <= r->now_s))
		return read_number(&part, &number);
	part = column_of(column, count, r->mac);
	if (!part.length)
		return true;
	if (!read_mac(&part, lease.mac))
		return false;
	part = column_of(column, count, r->name);
	hand_out(r, &lease, &part);
	return true;
}

/* "3 2026/11/18 12:00:00;", "epoch 1795003200;" or "never;": whether that is over. */
static bool isc_over(const struct reader *r, struct part rest)
{
	struct part word = next_word(&rest);
	struct tm tm = {0};
	char text[TEXT_SIZE];
	uint64_t number;

	if (is(&word, "epoch")) {
		word = next_word(&rest);
		word.length -= word.length && word.at[word.length - 1] == ';';
		return read_number(&word, &number) && number <= r->now_s;
	}
	if (is(&word, "never;") || !copy(&rest, text) ||
	    !strptime(text, " %Y/%m/%d %H:%M:%S;", &tm))
		return false;
	return timegm(&tm) <= (time_t)r->now_s;
}

static struct part unquoted(struct part rest)
{
	const char *from = memchr(rest.at, '"', rest.length), *to;
	size_t left = from ? rest.length - (size_t)(from + 1 - rest.at) : 0;

	to = from ? memchr(from + 1, '"', left) : NULL;
	return (struct part){to ? from + 1 : rest.at, to ? (size_t)(to - from - 1) : 0};
}

static bool isc_open(struct reader *r, struct part rest)
{
	struct part address = next_word(&rest);

	memset(&r->lease, 0, sizeof(r->lease));
	r->open = read_address(&address, &r->lease.addr);
	r->active = false;
	r->expired = false;
	r->has_mac = false;
	return r->open;
}

static void isc_statement(struct reader *r, struct part word, struct part rest)
{
	struct part value;

	if (is(&word, "binding")) {
		next_word(&rest);
		value = next_word(&rest);
		r->active = is(&value, "active;");
	} else if (is(&word, "ends")) {
		r->expired = isc_over(r, rest);
	} else if (is(&word, "hardware")) {
		next_word(&rest);
		value = next_word(&rest);
		value.length -= value.length && value.at[value.length - 1] == ';';
		r->has_mac = read_mac(&value, r->lease.mac);
	} else if (is(&word, "client-hostname")) {
		value = unquoted(rest);
		r->lease.name = value.length ? value.at : NULL;
		r->lease.name_length = value.length;
	}
}

static bool isc_line(struct reader *r, struct part line)
{
	struct part word = next_word(&line);

	if (is(&word, "lease"))
		return isc_open(r, line);
	if (!r->open)
		return true;
	if (is(&word, "}")) {
		r->open = false;
		if (r->active && !r->expired && r->has_mac)
			r->found(r->ctx, &r->lease);
		return true;
	}
	isc_statement(r, word, line);
	return true;
}

static bool begins(const struct part *line, const char *text)
{
	return line->length >= strlen(text) && !memcmp(line->at, text, strlen(text));
}

typedef bool (*line_fn)(struct reader *r, struct part line);

/* By the first line. */
static line_fn format_of(const struct part *line)
{
	if (begins(line, "address,"))
		return kea_line;
	if (begins(line, "#") || begins(line, "lease ") || begins(line, "authoring-byte-order") ||
	    begins(line, "server-duid"))
		return isc_line;
	return dnsmasq_line;
}

uint32_t lease_parse(const char *text, size_t size, uint32_t now_s, lease_fn found, void *ctx)
{
	struct reader r = {.now_s = now_s, .found = found, .ctx = ctx};
	const char *at = text, *end = text + size;
	line_fn read = NULL;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		struct part line = {at, (size_t)((stop ? stop : end) - at)};
		bool first = !read;

		at = stop ? stop + 1 : end;
		if (line.length && line.at[line.length - 1] == '\r')
			line.length--;
		if (!line.length)
			continue;
		if (first)
			read = format_of(&line);
		if (first && read == kea_line)
			r.wrong += !kea_head(&r, line);
		else
			r.wrong += !read(&r, line);
	}
	return r.wrong;
}

static void take_lease(void *ctx, const struct lease *lease)
{
	struct devices *d = ctx;

	d->stats.leases++;
	devices_bind(d, lease->mac, &lease->addr, DEVICE_ON_LINK, 0);
	if (lease->name)
		devices_name_mac(d, lease->mac, lease->name, lease->name_length, DEVICE_NAME_LEASE,
				 0);
}

uint32_t devices_lease(struct devices *d, const char *text, size_t size, uint32_t now_s)
{
	uint32_t wrong = lease_parse(text, size < LEASE_FILE_BYTES ? size : LEASE_FILE_BYTES, now_s,
				     take_lease, d);

	d->stats.lines_wrong += wrong;
	return wrong;
}
