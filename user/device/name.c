// SPDX-License-Identifier: MIT
#include "name.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#define LENGTH_MAX 512 /* of what is looked at; no name on the wire is longer */
#define CUT "..."

/* A code point of 2 to 4 bytes, and its bytes in *size; 0: that is no UTF-8 (RFC 3629). */
static uint32_t code_point(const unsigned char *at, size_t left, size_t *size)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t code;
	size_t i;

	*size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	if (at[0] < 0xc2 || at[0] > 0xf4 || *size > left)
		return 0;
	code = at[0] & (0xff >> (*size + 1));
	for (i = 1; i < *size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	return code < least[*size] ? 0 : code;
}

/* Blocks of letters; without marks of direction, fillers, blanks and symbols. */
static bool is_letter(uint32_t code)
{
	static const uint32_t not [] = {0xd7, 0xf7, 0x61c, 0x115f, 0x1160, 0x180e, 0x3164};
	size_t i;

	for (i = 0; i < sizeof(not ) / sizeof(not [0]); i++)
		if (code == not [i])
			return false;
	return (code >= 0xc0 && code < 0x2000) || (code >= 0x2c00 && code < 0x2e00) ||
	       (code >= 0x3040 && code < 0xd800);
}

/* One character of @left bytes into @out; the bytes it took, *put those it gave. */
static size_t clean_one(const unsigned char *at, size_t left, char *out, size_t *put)
{
	size_t size;

	*put = 1;
	if (at[0] < 0x80) {
		*out = (char)(isalnum(at[0]) || strchr("-_.", at[0]) ? at[0] : '-');
		if (!at[0])
			*out = '-';
		return 1;
	}
	if (!is_letter(code_point(at, left, &size))) {
		*out = '-';
		return 1;
	}
	memcpy(out, at, size);
	*put = size;
	return size;
}

static bool looks_like_address(const char *text)
{
	unsigned char mac[DEVICE_MAC_SIZE], address[16];

	return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1 ||
	       !device_mac_parse(text, mac);
}

/* All of it, at most LENGTH_MAX bytes; its length. */
static size_t clean_all(const char *from, size_t length, char out[static LENGTH_MAX + 4])
{
	const unsigned char *at = (const unsigned char *)from;
	size_t used = 0, put;

	if (length > LENGTH_MAX)
		length = LENGTH_MAX;
	while (length && from[length - 1] == '.')
		length--;
	while (length && *at == '.') {
		at++;
		length--;
	}
	while (length && used < LENGTH_MAX) {
		size_t took = clean_one(at, length, out + used, &put);

		at += took;
		length -= took;
		used += put;
	}
	out[used] = '\0';
	return used;
}

static bool is_worth(const char *text)
{
	for (; *text; text++)
		if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80)
			return true;
	return false;
}

static bool is_middle(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

bool name_clean(const char *from, size_t length, char out[static DEVICE_NAME_SIZE])
{
	char all[LENGTH_MAX + 4];
	size_t size = clean_all(from, length, all);

	if (size >= DEVICE_NAME_SIZE) {
		size = DEVICE_NAME_SIZE - 1;
		while (size && is_middle(all[size]))
			size--;
		all[size] = '\0';
	}
	if (!is_worth(all) || looks_like_address(all))
		return false;
	memcpy(out, all, size + 1);
	return true;
}

bool name_clean_domain(const char *from, size_t length, char out[static DEVICE_NAME_SIZE])
{
	const size_t room = DEVICE_NAME_SIZE - sizeof(CUT);
	char all[LENGTH_MAX + 4], *at = all;
	size_t size = clean_all(from, length, all), i;

	for (i = 0; i < size; i++)
		all[i] = (char)tolower((unsigned char)all[i]);
	if (!is_worth(all) || looks_like_address(all))
		return false;
	*out = '\0';
	if (size >= DEVICE_NAME_SIZE) {
		at += size - room;
		while (is_middle(*at))
			at++;
		strcpy(out, CUT);
	}
	strcat(out, at);
	return true;
}
