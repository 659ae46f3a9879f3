// SPDX-License-Identifier: MIT
#include "text_json.h"

#include <stdlib.h>
#include <string.h>

json_t *text_json(const char *text)
{
	json_t *string = json_string(text);
	char *copy, *at;

	if (string || !text)
		return string;
	copy = strdup(text);
	for (at = copy; at && *at; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	string = copy ? json_string(copy) : NULL;
	free(copy);
	return string;
}
