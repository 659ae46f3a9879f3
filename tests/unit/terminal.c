// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/sensor/terminal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static struct alert an_alert(void)
{
	struct alert a = { .severity = 1, .finding = { .class = CLASS_PORTSCAN } };

	strcpy(a.message, "Port scan of a test.");
	return a;
}

/* Standard output becomes a pipe; its reading end. */
static int to_pipe(int *saved)
{
	int ends[2];

	fflush(stdout);
	*saved = dup(STDOUT_FILENO);
	if (pipe(ends))
		exit(1);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	return ends[0];
}

static void back(int saved)
{
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
}

/* All that is in the pipe; the last of it in @text. */
static void empty(int fd, char *text, size_t size)
{
	ssize_t got;

	memset(text, 0, size);
	while ((got = read(fd, text, size - 1)) > 0)
		text[got] = '\0';
}

int main(void)
{
	static char text[1 << 17];
	struct alert a = an_alert();
	struct terminal t;
	int saved, fd, i;

	alarm(30);
	unsetenv("JOURNAL_STREAM");
	fd = to_pipe(&saved);
	terminal_init(&t, true);
	terminal_alert(&t, &a, 0);
	terminal_status(&t, "status");
	empty(fd, text, sizeof(text));
	back(saved);
	tap_ok(strstr(text, "high   portscan: Port scan of a test.\n") != NULL,
	       "an alert is a line");
	tap_ok(!strchr(text, '\033') && !strstr(text, "status"),
	       "without colour and status where there is no terminal");

	fd = to_pipe(&saved);
	for (i = 0; i < 5000; i++)
		terminal_alert(&t, &a, 0);
	back(saved);
	tap_ok(t.lost > 1000, "nobody reads: the rest is left out, and nobody waits");
	empty(fd, text, sizeof(text));
	close(fd);
	fd = to_pipe(&saved);
	terminal_alert(&t, &a, 0);
	empty(fd, text, sizeof(text));
	back(saved);
	tap_ok(strstr(text, "alerts before it could not be shown here") != NULL,
	       "that is owned up to");

	setenv("JOURNAL_STREAM", "8:1", 1);
	fd = to_pipe(&saved);
	terminal_init(&t, true);
	terminal_alert(&t, &a, 0);
	empty(fd, text, sizeof(text));
	back(saved);
	tap_ok(!text[0], "in the journal an alert is not printed twice");
	fd = to_pipe(&saved);
	terminal_init(&t, false);
	terminal_alert(&t, &a, 0);
	empty(fd, text, sizeof(text));
	back(saved);
	tap_ok(strstr(text, "portscan") != NULL, "but is where the journal sink is off");
	return tap_done();
}
