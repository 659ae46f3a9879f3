/* SPDX-License-Identifier: MIT */
/*
 * config_origin.h - where each value of a configuration was given.
 */
#ifndef WEIR_CONFIG_ORIGIN_H
#define WEIR_CONFIG_ORIGIN_H

#include "config_key.h"

#define CONFIG_FILES_MAX 64
#define CONFIG_ORIGIN_SIZE (CONFIG_PATH_SIZE + 48)

struct config_origin {
	uint16_t file; /* 0: default, else file[file - 1], or CONFIG_BY_OPTION */
	uint16_t more; /* of a list: places before this one that add to it */
	uint32_t line;
};
#define CONFIG_BY_OPTION UINT16_MAX

struct config_origins {
	unsigned int file_count;
	char file[CONFIG_FILES_MAX][CONFIG_PATH_SIZE];
	struct config_origin key[1 + WEIR_SLOTS][CONFIG_KEYS_MAX]; /* plain, then interfaces */
};

/* As config_load(), config_parse() and config_set(); where is noted in @o. */
int config_load_origins(const char *path, struct config *out, struct config_origins *o,
			char error[static CONFIG_ERROR_SIZE]);
int config_parse_origins(struct config *c, struct config_origins *o, const char *text, size_t size,
			 const char *name, char error[static CONFIG_ERROR_SIZE]);
int config_set_origins(struct config *c, struct config_origins *o, const char *section,
		       const char *key, const char *value, char error[static CONFIG_ERROR_SIZE]);

/* "default", "command line", "FILE:LINE" or "FILE:LINE and 2 more". @place: 0, or an
 * interface's index + 1. */
void config_origin_text(const struct config_origins *o, const struct config_key *key,
			unsigned int place, char out[static CONFIG_ORIGIN_SIZE]);

#endif
