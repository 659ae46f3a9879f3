// SPDX-License-Identifier: MIT
#include "config_type.h"

#include "../sink/http.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void *config_field(const struct config_key *key, void *base)
{
	return (char *)base + key->offset;
}

const void *config_field_const(const struct config_key *key, const void *base)
{
	return (const char *)base + key->offset;
}

static bool is_utf8(const char *value)
{
	json_t *string = json_string(value);

	json_decref(string);
	return string;
}

bool config_is_plain(const char *value)
{
	size_t length = strlen(value);

	if (!is_utf8(value) ||
	    (length && (value[0] == ';' || value[0] == ' ' || value[length - 1] == ' ')))
		return false;
	for (; *value; value++)
		if ((unsigned char)*value < ' ' || (*value == ' ' && value[1] == ';'))
			return false;
	return true;
}

static const char *set_text(const struct config_key *key, void *base, const char *value)
{
	if (strlen(value) >= key->high || (!*value && key->low) || !config_is_plain(value))
		return key->expected;
	memset(config_field(key, base), 0, key->high);
	strcpy(config_field(key, base), value);
	return NULL;
}

static unsigned int print_text(const struct config_key *key, const void *base, unsigned int from,
			       char out[static CONFIG_PART_SIZE])
{
	(void)from;
	snprintf(out, CONFIG_PART_SIZE, "%s", (const char *)config_field_const(key, base));
	return 0;
}

const struct config_type config_type_text = {set_text, print_text};

static const char *set_listen(const struct config_key *key, void *base, const char *value)
{
	bool loopback = true;

	if (*value && (http_address(value, NULL, &loopback) || (key->low && !loopback)))
		return key->expected;
	memset(config_field(key, base), 0, key->high);
	strcpy(config_field(key, base), value);
	return NULL;
}

const struct config_type config_type_listen = {set_listen, print_text};

static const char *set_duration(const struct config_key *key, void *base, const char *value)
{
	uint64_t ns;

	if (config_duration(value, &ns) || ns < key->low || ns > key->high)
		return key->expected;
	*(uint64_t *)config_field(key, base) = ns;
	return NULL;
}

static unsigned int print_duration(const struct config_key *key, const void *base,
				   unsigned int from, char out[static CONFIG_PART_SIZE])
{
	(void)from;
	config_duration_text(*(const uint64_t *)config_field_const(key, base), out);
	return 0;
}

const struct config_type config_type_duration = {set_duration, print_duration};

static const char *set_size(const struct config_key *key, void *base, const char *value)
{
	uint64_t bytes;

	if (config_size(value, &bytes) || bytes < key->low || bytes > key->high)
		return key->expected;
	*(uint64_t *)config_field(key, base) = bytes;
	return NULL;
}

static unsigned int print_size(const struct config_key *key, const void *base, unsigned int from,
			       char out[static CONFIG_PART_SIZE])
{
	(void)from;
	config_size_text(*(const uint64_t *)config_field_const(key, base), out);
	return 0;
}

const struct config_type config_type_size = {set_size, print_size};

static const char *set_count(const struct config_key *key, void *base, const char *value)
{
	uint64_t count;

	if (value[strspn(value, "0123456789")] || config_size(value, &count) || count < key->low ||
	    count > key->high)
		return key->expected;
	*(uint32_t *)config_field(key, base) = (uint32_t)count;
	return NULL;
}

static unsigned int print_count(const struct config_key *key, const void *base, unsigned int from,
				char out[static CONFIG_PART_SIZE])
{
	(void)from;
	snprintf(out, CONFIG_PART_SIZE, "%" PRIu32,
		 *(const uint32_t *)config_field_const(key, base));
	return 0;
}

const struct config_type config_type_count = {set_count, print_count};

/* "99.9": two decimals at most. */
static const char *set_per_cent(const struct config_key *key, void *base, const char *value)
{
	uint32_t hundredths = 0;
	unsigned int digits = 0, decimals = 0;
	bool point = false;

	for (; *value; value++) {
		if (*value == '.' && !point && digits) {
			point = true;
			continue;
		}
		if (*value < '0' || *value > '9' || ++digits > 5 || (decimals += point) > 2)
			return key->expected;
		hundredths = hundredths * 10 + (uint32_t)(*value - '0');
	}
	for (; decimals < 2; decimals++)
		hundredths *= 10;
	if (!digits || hundredths < key->low || hundredths > key->high)
		return key->expected;
	*(uint32_t *)config_field(key, base) = hundredths;
	return NULL;
}

static unsigned int print_per_cent(const struct config_key *key, const void *base,
				   unsigned int from, char out[static CONFIG_PART_SIZE])
{
	uint32_t value = *(const uint32_t *)config_field_const(key, base);

	(void)from;
	if (value % 10)
		snprintf(out, CONFIG_PART_SIZE, "%" PRIu32 ".%02" PRIu32, value / 100, value % 100);
	else if (value % 100)
		snprintf(out, CONFIG_PART_SIZE, "%" PRIu32 ".%" PRIu32, value / 100,
			 value % 100 / 10);
	else
		snprintf(out, CONFIG_PART_SIZE, "%" PRIu32, value / 100);
	return 0;
}

const struct config_type config_type_per_cent = {set_per_cent, print_per_cent};

static const char *set_flag(const struct config_key *key, void *base, const char *value)
{
	bool *flag = config_field(key, base);

	if (!strcasecmp(value, "yes") || !strcasecmp(value, "true") || !strcasecmp(value, "on") ||
	    !strcmp(value, "1"))
		*flag = true;
	else if (!strcasecmp(value, "no") || !strcasecmp(value, "false") ||
		 !strcasecmp(value, "off") || !strcmp(value, "0"))
		*flag = false;
	else
		return key->expected;
	return NULL;
}

static unsigned int print_flag(const struct config_key *key, const void *base, unsigned int from,
			       char out[static CONFIG_PART_SIZE])
{
	(void)from;
	strcpy(out, *(const bool *)config_field_const(key, base) ? "yes" : "no");
	return 0;
}

const struct config_type config_type_flag = {set_flag, print_flag};

static const char *const log_names[] = {"error", "warning", "info", "debug"};

static const char *set_log(const struct config_key *key, void *base, const char *value)
{
	unsigned int i;

	for (i = 0; i < sizeof(log_names) / sizeof(log_names[0]); i++)
		if (!strcmp(value, log_names[i])) {
			*(enum log_level *)config_field(key, base) = (enum log_level)i;
			return NULL;
		}
	return key->expected;
}

static unsigned int print_log(const struct config_key *key, const void *base, unsigned int from,
			      char out[static CONFIG_PART_SIZE])
{
	(void)from;
	strcpy(out, log_names[*(const enum log_level *)config_field_const(key, base)]);
	return 0;
}

const struct config_type config_type_log = {set_log, print_log};

static const char *set_mode(const struct config_key *key, void *base, const char *value)
{
	return attach_want_parse(value, config_field(key, base)) ? key->expected : NULL;
}

static unsigned int print_mode(const struct config_key *key, const void *base, unsigned int from,
			       char out[static CONFIG_PART_SIZE])
{
	(void)from;
	strcpy(out, attach_want_name(*(const enum attach_want *)config_field_const(key, base)));
	return 0;
}

const struct config_type config_type_mode = {set_mode, print_mode};
