// SPDX-License-Identifier: MIT
#include "attach.h"

#include <errno.h>
#include <string.h>

static const char *const wants[] = { "auto", "native", "generic", "tc", "clsact" };

int attach_want_parse(const char *word, enum attach_want *out)
{
	size_t i;

	for (i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		if (!strcmp(word, wants[i])) {
			*out = (enum attach_want)i;
			return 0;
		}
	return -EINVAL;
}

const char *attach_want_name(enum attach_want want)
{
	return wants[want];
}

const char *attach_mode_name(enum weir_mode mode)
{
	static const char *const names[] = { "nothing", "native XDP", "generic XDP", "clsact",
					     "tcx" };

	return (unsigned int)mode < sizeof(names) / sizeof(names[0]) ? names[mode] : "?";
}
