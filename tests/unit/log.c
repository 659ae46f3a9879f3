// SPDX-License-Identifier: MIT
/* A stalled reader of the log stops nobody, and is told what it missed. */
#include "tap.h"
#include "user/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LINES 5000

int main(void)
{
	static char text[1 << 20];
	int ends[2], terminal = dup(STDERR_FILENO);
	ssize_t length;

	if (pipe(ends) || fcntl(ends[0], F_SETFL, O_NONBLOCK))
		return 1;
	dup2(ends[1], STDERR_FILENO);
	errno = ENOENT;
	for (int i = 0; i < LINES; i++)
		log_info("line %d of a log that nobody reads, and that is longer than a pipe", i);
	tap_is(errno, ENOENT, "errno is kept");
	length = read(ends[0], text, sizeof(text) - 1);
	tap_ok(length > 0 && length < LINES * 60, "a full pipe takes no more");
	log_info("the reader is back");
	length = read(ends[0], text, sizeof(text) - 1);
	text[length > 0 ? length : 0] = '\0';
	dup2(terminal, STDERR_FILENO);
	tap_ok(strstr(text, "lines before this one could not be written") != NULL, "it is told");
	tap_ok(strstr(text, "the reader is back") != NULL, "and gets the next line");
	return tap_done();
}
