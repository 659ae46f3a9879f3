// SPDX-License-Identifier: MIT
#include "text_wrap.h"

#include <string.h>

void text_wrap(FILE *out, unsigned int column, const char *text)
{
	size_t at = column;

	while (*text) {
		size_t word = strcspn(text, " ");

		if (at > column && at + 1 + word > TEXT_COLUMNS) {
			fprintf(out, "\n%*s", (int)column, "");
			at = column;
		}
		if (at > column) {
			fputc(' ', out);
			at++;
		}
		fwrite(text, 1, word, out);
		at += word;
		text += word + (text[word] == ' ');
	}
	fputc('\n', out);
}
