// SPDX-License-Identifier: MIT
#include "traffic_group.h"

#include "../flow/saturate.h"

#include <stdlib.h>
#include <string.h>

unsigned int traffic_by_name(const char *name)
{
	static const struct {
		const char *name;
		unsigned int by;
	} names[] = {{"device", BY_DEVICE}, {"peer", BY_PEER},	 {"port", BY_PORT},
		     {"dport", BY_PORT},    {"proto", BY_PROTO}, {"iface", BY_IFACE}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].name, name))
			return names[i].by;
	return 0;
}

int traffic_sort_name(const char *name)
{
	static const char *const names[] = {"bytes", "packets", "flows"};

	for (int i = 0; i < 3; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* Leaves the keys of @by. */
static void narrow(struct traffic_key *key, unsigned int by)
{
	const struct traffic_key whole = *key;

	memset(key, 0, sizeof(*key));
	key->slot = whole.slot;
	if (by & (BY_DEVICE | BY_PEER)) {
		key->ip_v = whole.ip_v;
		key->flags = whole.flags & TRAFFIC_OTHERS;
	}
	if (by & BY_DEVICE) {
		key->device = whole.device;
		key->flags |= whole.flags & TRAFFIC_HOME;
	}
	if (by & BY_PEER)
		key->peer = whole.peer;
	/* Of a device whose peers are not told, its own sum is whole all the same. */
	if (!(by & (BY_PEER | BY_PORT | BY_PROTO)) && (whole.flags & TRAFFIC_HOME))
		key->flags &= (uint8_t)~TRAFFIC_OTHERS;
	if (by & BY_PORT)
		key->port = whole.port;
	if (by & (BY_PORT | BY_PROTO)) {
		key->ip_proto = whole.ip_proto;
		key->flags |= whole.flags & TRAFFIC_OTHERS;
	}
}

static struct traffic_row seen_from_peer(const struct traffic_row *row)
{
	struct traffic_row other = *row;

	for (unsigned int i = 0; i < 2; i++) {
		other.ip_bytes[i] = row->ip_bytes[!i];
		other.packets[i] = row->packets[!i];
	}
	other.key.device = row->key.peer;
	other.key.peer = row->key.device;
	return other;
}

static int by_key(const void *a, const void *b)
{
	const struct traffic_row *x = a, *y = b;

	return memcmp(&x->key, &y->key, sizeof(x->key));
}

static uint64_t value_of(const struct traffic_row *r, enum traffic_sort sort)
{
	return sort == TRAFFIC_BY_BYTES	    ? r->ip_bytes[0] + r->ip_bytes[1]
	       : sort == TRAFFIC_BY_PACKETS ? r->packets[0] + r->packets[1]
					    : r->active;
}

static int order(const struct traffic_row *x, const struct traffic_row *y, enum traffic_sort sort)
{
	const uint64_t a = value_of(x, sort), b = value_of(y, sort);

	return a != b ? (a < b ? 1 : -1) : by_key(x, y);
}

static int by_bytes(const void *a, const void *b)
{
	return order(a, b, TRAFFIC_BY_BYTES);
}

static int by_packets(const void *a, const void *b)
{
	return order(a, b, TRAFFIC_BY_PACKETS);
}

static int by_flows(const void *a, const void *b)
{
	return order(a, b, TRAFFIC_BY_FLOWS);
}

static void merge(struct traffic_row *to, const struct traffic_row *from)
{
	for (unsigned int i = 0; i < 2; i++) {
		add64(&to->ip_bytes[i], from->ip_bytes[i]);
		add64(&to->packets[i], from->packets[i]);
	}
	add32(&to->opened, from->opened);
	add32(&to->active, from->active);
}

uint32_t traffic_group(const struct traffic_view *view, unsigned int by, enum traffic_sort sort,
		       struct traffic_row *out)
{
	static int (*const orders[])(const void *, const void *) = {by_bytes, by_packets, by_flows};
	const bool both = (by & BY_DEVICE) && !(by & BY_PEER);
	uint32_t count = 0, groups = 0, i;

	for (i = 0; i < view->count; i++) {
		const struct traffic_row *row = &view->row[i];

		out[count++] = *row;
		if (both && (row->key.flags & TRAFFIC_PEER_HOME))
			out[count++] = seen_from_peer(row);
	}
	for (i = 0; i < count; i++)
		narrow(&out[i].key, by);
	qsort(out, count, sizeof(*out), by_key);
	for (i = 0; i < count; i++) {
		if (groups && !by_key(&out[groups - 1], &out[i]))
			merge(&out[groups - 1], &out[i]);
		else
			out[groups++] = out[i];
	}
	qsort(out, groups, sizeof(*out), orders[sort]);
	return groups;
}
