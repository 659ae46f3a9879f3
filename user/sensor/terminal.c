// SPDX-License-Identifier: MIT
#include "terminal.h"
#include "../alert/class.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000ll
#define CLEAR_LINE "\r\033[K"

void terminal_init(struct terminal *t, bool journal)
{
	memset(t, 0, sizeof(*t));
	t->tty = isatty(STDOUT_FILENO);
	t->quiet = journal && getenv("JOURNAL_STREAM");
	/* Whoever reads a pipe or a file wants an alert when it is raised. */
	setvbuf(stdout, NULL, _IOLBF, 0);
}

static const char *severity_name(unsigned int severity)
{
	static const char *const names[] = { "high", "medium", "low" };

	return severity >= 1 && severity <= 3 ? names[severity - 1] : "?";
}

static const char *severity_colour(unsigned int severity)
{
	static const char *const colours[] = { "\033[1;31m", "\033[1;33m", "\033[36m" };

	return severity >= 1 && severity <= 3 ? colours[severity - 1] : "";
}

/* A pipe that is writable takes PIPE_BUF bytes at once, more than any line has. */
static bool is_writable(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT);
}

void terminal_alert(struct terminal *t, const struct alert *a, int64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_S);
	char clock[16];
	struct tm local;

	if (t->quiet)
		return;
	if (!is_writable()) {
		t->lost++;
		return;
	}
	localtime_r(&seconds, &local);
	strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	terminal_clear(t);
	printf("%s %s%-6s %s%s: %s\n", clock, t->tty ? severity_colour(a->severity) : "",
	       severity_name(a->severity), class_info(a->finding.class)->name,
	       t->tty ? "\033[0m" : "", a->message);
	if (t->lost)
		printf("%" PRIu64 " alerts before it could not be shown here\n", t->lost);
	t->lost = 0;
}

void terminal_status(struct terminal *t, const char *text)
{
	if (!t->tty || !is_writable())
		return;
	printf(CLEAR_LINE "%s", text);
	fflush(stdout);
	t->shown = true;
}

void terminal_clear(struct terminal *t)
{
	if (!t->shown || !is_writable())
		return;
	fputs(CLEAR_LINE, stdout);
	fflush(stdout);
	t->shown = false;
}
