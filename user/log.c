// SPDX-License-Identifier: MIT
#include "log.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum log_level current = LOG_LEVEL_INFO;
static unsigned long held_back; /* lines lost since the last that was taken */

void log_set_level(enum log_level level)
{
	current = level;
}

/* A stalled reader of the log must not stop the sensor. */
static bool is_writable(void)
{
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT);
}

static void log_line(enum log_level level, const char *format, va_list arguments)
{
	static const char *const words[] = { "error: ", "warning: ", "", "debug: " };
	static const char *const priorities[] = { "<3>", "<4>", "<6>", "<7>" };
	int saved = errno;
	char line[1024];

	if (level > current)
		return;
	if (!is_writable()) {
		held_back++;
		errno = saved;
		return;
	}
	vsnprintf(line, sizeof(line), format, arguments);
	if (held_back)
		fprintf(stderr, "weir: %lu lines before this one could not be written\n",
			held_back);
	held_back = 0;
	if (getenv("JOURNAL_STREAM"))
		fprintf(stderr, "%s%s\n", priorities[level], line);
	else
		fprintf(stderr, "weir: %s%s\n", words[level], line);
	errno = saved;
}

#define LOG_FUNCTION(name, level)                                                                  \
	void name(const char *format, ...)                                                         \
	{                                                                                          \
		va_list arguments;                                                                 \
		va_start(arguments, format);                                                       \
		log_line(level, format, arguments);                                                \
		va_end(arguments);                                                                 \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
