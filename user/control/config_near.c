// SPDX-License-Identifier: MIT
/* What was probably meant by a name that weir.conf does not know. */
#include "config_key.h"

#include <ctype.h>
#include <string.h>

/* Wagner and Fischer 1974. */
unsigned int config_near_distance(const char *a, const char *b)
{
	unsigned int row[33], i, j, diagonal, above, best;
	size_t width = strlen(b);

	if (strlen(a) > 32 || width > 32)
		return 99;
	for (j = 0; j <= width; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; b[j]; j++) {
			above = row[j + 1];
			best = diagonal +
			       (tolower((unsigned char)a[i]) != tolower((unsigned char)b[j]));
			if (above + 1 < best)
				best = above + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j + 1] = best;
			diagonal = above;
		}
	}
	return row[width];
}

const char *config_key_nearest(const char *section, const char *wrong)
{
	unsigned int i, d, least = 4;
	const char *nearest = NULL, *name;

	for (i = 0; i < config_key_count; i++) {
		if (section && strcmp(section, config_keys[i].section))
			continue;
		name = section ? config_keys[i].name : config_keys[i].section;
		d = config_near_distance(wrong, name);
		if (d < least && d < strlen(name)) {
			least = d;
			nearest = name;
		}
	}
	return nearest;
}
