// SPDX-License-Identifier: MIT
#include "metrics_out.h"

#include "../log.h"
#include "../sink/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t write_page(void *ctx, char *out)
{
	const struct stats_source *source = ctx;
	struct stats_view view = {0};
	struct process process;

	source->view(source->ctx, &view);
	process_look(&process);
	return metrics_write(&view, &process, out, METRICS_SIZE);
}

static int open_server(struct metrics_out *m, enum metrics_server which,
		       const struct http_options *o, char error[static METRICS_OUT_ERROR_SIZE])
{
	const char *where = o->path ? o->path : o->listen;
	int result;

	if (!*where)
		return 0;
	result = http_new(o, &m->server[which]);
	if (result == -EADDRINUSE)
		snprintf(error, METRICS_OUT_ERROR_SIZE,
			 "metrics: somebody else serves %s: stop that, or choose another place "
			 "([Metrics] in weir.conf, --metrics, --run-dir)",
			 where);
	else if (result)
		snprintf(error, METRICS_OUT_ERROR_SIZE, "metrics: cannot open %s: %s", where,
			 strerror(-result));
	return result;
}

int metrics_out_open(struct metrics_out *m, const struct config *c,
		     const struct stats_source *source, char error[static METRICS_OUT_ERROR_SIZE])
{
	struct http_options o = {
		.page_max = METRICS_SIZE, .page = write_page, .ctx = (void *)source};
	int result;

	*m = (struct metrics_out){.source = source, .text = malloc(METRICS_SIZE)};
	if (!m->text) {
		snprintf(error, METRICS_OUT_ERROR_SIZE, "metrics: out of memory");
		return -ENOMEM;
	}
	o.path = c->metrics_socket;
	o.group = c->metrics_group;
	result = open_server(m, METRICS_SOCKET, &o, error);
	o.path = NULL;
	o.listen = c->metrics_listen;
	if (!result)
		result = open_server(m, METRICS_LISTEN, &o, error);
	o.listen = c->metrics_listen_remote;
	if (!result)
		result = open_server(m, METRICS_REMOTE, &o, error);
	if (result)
		metrics_out_close(m);
	return result;
}

static void handle_server(void *ctx)
{
	http_handle(ctx);
}

int metrics_out_watch(struct metrics_out *m, struct loop *loop)
{
	int error = 0;

	for (unsigned int i = 0; i < METRICS_SERVERS && !error; i++)
		if (m->server[i])
			error = loop_add(loop, http_fd(m->server[i]), handle_server, m->server[i]);
	return error;
}

/* Made beside it and renamed: a reader sees the old text or the new one. The other name
 * does not end in .prom, so nobody reads a half. */
static int write_file(const char *path, const char *text, size_t length)
{
	char beside[CONFIG_PATH_SIZE + 8];
	int fd, error = 0;
	ssize_t n;

	snprintf(beside, sizeof(beside), "%s.new", path);
	unlink(beside);
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return -errno;
	n = write(fd, text, length);
	if (n < 0 || (size_t)n != length)
		error = n < 0 ? -errno : -ENOSPC;
	else if (fchmod(fd, 0644)) /* whatever the umask is */
		error = -errno;
	close(fd);
	if (!error && rename(beside, path))
		error = -errno;
	if (error)
		unlink(beside);
	return error;
}

void metrics_out_tick(struct metrics_out *m, const char *path, uint64_t now)
{
	int error;

	if (strcmp(path, m->file) != 0) {
		if (m->file[0])
			unlink(m->file);
		snprintf(m->file, sizeof(m->file), "%s", path);
		m->file_ns = now;
	}
	if (!m->file[0] || now < m->file_ns)
		return;
	m->file_ns = now + METRICS_FILE_NS;
	error = write_file(m->file, m->text, write_page((void *)m->source, m->text));
	if (error && !m->file_failing)
		log_warning("%s: metrics cannot be written (%s); tried again every 15 s", m->file,
			    strerror(-error));
	if (!error && m->file_failing)
		log_info("%s: metrics are written again", m->file);
	m->file_failing = error;
}

void metrics_out_close(struct metrics_out *m)
{
	for (unsigned int i = 0; i < METRICS_SERVERS; i++) {
		http_free(m->server[i]);
		m->server[i] = NULL;
	}
	if (m->file[0])
		unlink(m->file);
	m->file[0] = '\0';
	free(m->text);
	m->text = NULL;
}
