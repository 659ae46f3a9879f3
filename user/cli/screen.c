// SPDX-License-Identifier: MIT
#include "screen.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define ENTER "\033[?1049h\033[?25l\033[?7l\033[H\033[J"
#define LEAVE "\033[?7h\033[?25h\033[?1049l"
#define ROWS_DEFAULT 24
#define COLUMNS_DEFAULT 80

int screen_possible(void)
{
	const char *term = getenv("TERM");

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static void put(const char *text, size_t length)
{
	ssize_t n;

	while (length) {
		n = write(STDOUT_FILENO, text, length);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			length -= (size_t)n;
		}
	}
}

static void measure(struct screen *s)
{
	struct winsize size = {0};

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	s->rows = size.ws_row ? size.ws_row : ROWS_DEFAULT;
	s->columns = size.ws_col ? size.ws_col : COLUMNS_DEFAULT;
}

static int catch_signals(struct screen *s)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaddset(&set, caught[i]);
	sigprocmask(SIG_BLOCK, &set, &s->signals_before);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals < 0 ? -errno : 0;
}

int screen_open(struct screen *s)
{
	struct termios raw;
	int error;

	memset(s, 0, sizeof(*s));
	if (tcgetattr(STDIN_FILENO, &s->before))
		return -errno;
	error = catch_signals(s);
	if (error) {
		sigprocmask(SIG_SETMASK, &s->signals_before, NULL);
		return error;
	}
	raw = s->before;
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	fflush(stdout);
	put(ENTER, strlen(ENTER));
	measure(s);
	return 0;
}

static enum screen_event read_signal(struct screen *s)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return SCREEN_TIMEOUT;
	if (info.ssi_signo == SIGTSTP)
		return SCREEN_TIMEOUT;
	if (info.ssi_signo == SIGWINCH) {
		measure(s);
		return SCREEN_RESIZED;
	}
	s->signal = (int)info.ssi_signo;
	return SCREEN_ENDED;
}

/* Of a key that sends several bytes (arrows) none counts. */
static enum screen_event read_key(struct screen *s)
{
	char keys[16];
	ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		return SCREEN_ENDED;
	if (n < 1 || keys[0] == '\033')
		return SCREEN_TIMEOUT;
	s->key = keys[0];
	return SCREEN_KEY;
}

enum screen_event screen_wait(struct screen *s, int timeout_ms)
{
	struct pollfd p[2] = {{.fd = s->signals, .events = POLLIN},
			      {.fd = STDIN_FILENO, .events = POLLIN}};

	if (poll(p, 2, timeout_ms) <= 0)
		return SCREEN_TIMEOUT;
	return p[0].revents ? read_signal(s) : read_key(s);
}

FILE *screen_begin(struct screen *s)
{
	free(s->text);
	s->text = NULL;
	return open_memstream(&s->text, &s->size);
}

void screen_end(struct screen *s, FILE *out)
{
	const char *line, *end;
	unsigned int row = 0;

	fclose(out);
	put("\033[H", 3);
	for (line = s->text; line && *line && row < s->rows; line = *end ? end + 1 : end, row++) {
		end = strchrnul(line, '\n');
		if (row)
			put("\n", 1);
		put(line, (size_t)(end - line));
		put("\033[K", 3);
	}
	put("\033[J", 3);
}

void screen_close(struct screen *s)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &s->before);
	put(LEAVE, strlen(LEAVE));
	close(s->signals);
	free(s->text);
	sigprocmask(SIG_SETMASK, &s->signals_before, NULL);
	if (s->signal)
		raise(s->signal);
}
