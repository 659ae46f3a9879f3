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

void text_span(FILE *out, long long s)
{
	if (s >= 86400)
		fprintf(out, "%lld d %lld h", s / 86400, s / 3600 % 24);
	else if (s >= 3600)
		fprintf(out, "%lld h %lld min", s / 3600, s / 60 % 60);
	else if (s >= 60)
		fprintf(out, "%lld min %lld s", s / 60, s % 60);
	else
		fprintf(out, "%lld s", s);
}
