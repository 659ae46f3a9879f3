// SPDX-License-Identifier: MIT
#include "config_origin.h"

#include <inttypes.h>
#include <stdio.h>

void config_origin_text(const struct config_origins *o, const struct config_key *key,
			unsigned int place, char out[static CONFIG_ORIGIN_SIZE])
{
	const struct config_origin *from = &o->key[place][key - config_keys];
	char more[24] = "";

	if (from->more)
		snprintf(more, sizeof(more), " and %u more", (unsigned int)from->more);
	if (!from->file)
		snprintf(out, CONFIG_ORIGIN_SIZE, "default");
	else if (from->file == CONFIG_BY_OPTION)
		snprintf(out, CONFIG_ORIGIN_SIZE, "command line%s", more);
	else
		snprintf(out, CONFIG_ORIGIN_SIZE, "%s:%" PRIu32 "%s", o->file[from->file - 1],
			 from->line, more);
}
