// SPDX-License-Identifier: MIT
#include "given.h"
#include "device_state.h"
#include "name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r"
#define WORD_SIZE 64

int given_init(struct given *g, uint32_t max)
{
	*g = (struct given){.max = max};
	g->list = calloc(max, sizeof(*g->list));
	return g->list ? 0 : -ENOMEM;
}

void given_fini(struct given *g)
{
	free(g->list);
	g->list = NULL;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && strchr(BLANKS, *at) && *at)
		at++;
	return at;
}

static const char *word_end(const char *at, const char *end)
{
	while (at < end && !(strchr(BLANKS, *at) && *at))
		at++;
	return at;
}

static bool parse_owner(const char *word, size_t length, struct given_name *out)
{
	struct networks one = {.count = 0};
	char text[WORD_SIZE];

	if (length >= sizeof(text) || memchr(word, '/', length) || memchr(word, '\0', length))
		return false;
	memcpy(text, word, length);
	text[length] = '\0';
	out->by_mac = !device_mac_parse(text, out->mac);
	if (out->by_mac)
		return true;
	if (networks_add(&one, text))
		return false;
	out->addr = one.list[0].addr;
	return true;
}

/* 1: a name, 0: nothing there, -1: it is wrong. */
static int parse_line(const char *at, const char *end, struct given_name *out)
{
	const char *owner, *stop;

	at = skip_blanks(at, end);
	if (at == end)
		return 0;
	owner = at;
	stop = word_end(at, end);
	memset(out, 0, sizeof(*out));
	if (!parse_owner(owner, (size_t)(stop - owner), out))
		return -1;
	at = skip_blanks(stop, end);
	if (at == end)
		return -1;
	/* In /etc/ethers an address may stand in place of the name. */
	return name_clean(at, (size_t)(word_end(at, end) - at), out->name);
}

uint32_t given_parse(struct given *g, const char *text, size_t size)
{
	const char *at = text, *end = text + size;
	uint32_t wrong = 0;

	g->count = 0;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *next = stop ? stop + 1 : end, *comment;
		struct given_name name;
		int found;

		stop = stop ? stop : end;
		comment = memchr(at, '#', (size_t)(stop - at));
		found = parse_line(at, comment ? comment : stop, &name);
		if (found > 0 && g->count < g->max)
			g->list[g->count++] = name;
		else
			wrong += found != 0;
		at = next;
	}
	return wrong;
}

const char *given_to_mac(const struct given *g, const uint8_t mac[static DEVICE_MAC_SIZE])
{
	uint32_t i;

	for (i = 0; i < g->count; i++)
		if (g->list[i].by_mac && !memcmp(g->list[i].mac, mac, DEVICE_MAC_SIZE))
			return g->list[i].name;
	return NULL;
}

const char *given_to_address(const struct given *g, const struct weir_addr *addr)
{
	uint32_t i;

	for (i = 0; i < g->count; i++)
		if (!g->list[i].by_mac && !memcmp(&g->list[i].addr, addr, sizeof(*addr)))
			return g->list[i].name;
	return NULL;
}

/* What a text gave is not known any more; one without a MAC was known by nothing else. */
static void take_back(struct devices *d)
{
	uint32_t slot;

	for (slot = 0; slot < d->ranked.keyed.max; slot++) {
		struct device *device = &d->device[slot];

		if (!*device->id || device->name_source != DEVICE_NAME_FILE)
			continue;
		device_unset_name(d, slot);
		if (!device->has_mac)
			device_drop(d, slot);
	}
}

static void give(struct devices *d, const struct given_name *g)
{
	uint32_t slot;

	if (g->by_mac) {
		slot = device_meet(d, g->mac, 0);
	} else {
		slot = device_slot_of_address(d, &g->addr);
		if (slot == SLOT_NONE)
			slot = device_meet_address(d, &g->addr);
	}
	if (slot != SLOT_NONE)
		device_set_name(d, slot, g->name, DEVICE_NAME_FILE);
}

uint32_t devices_give(struct devices *d, const char *text, size_t size)
{
	uint32_t wrong, i;

	take_back(d);
	wrong = given_parse(&d->given, text, size < GIVEN_FILE_BYTES ? size : GIVEN_FILE_BYTES);
	for (i = 0; i < d->given.count; i++)
		give(d, &d->given.list[i]);
	d->stats.lines_wrong += wrong;
	return wrong;
}
