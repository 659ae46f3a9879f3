// SPDX-License-Identifier: MIT
#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX (4u << 20)

int client_connect(const char *path)
{
	const struct timeval timeout = { .tv_sec = CLIENT_TIMEOUT_S };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, err;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		err = errno == ENOENT ? -ECONNREFUSED : -errno;
		close(fd);
		return err;
	}
	return fd;
}

static int send_line(int fd, json_t *request)
{
	char *text = json_dumps(request, JSON_COMPACT);
	size_t length = text ? strlen(text) : 0, at = 0;
	ssize_t n = 0;

	if (!text)
		return -ENOMEM;
	text[length++] = '\n';
	while (at < length && n >= 0) {
		n = send(fd, text + at, length - at, MSG_NOSIGNAL);
		at += n > 0 ? (size_t)n : 0;
	}
	free(text);
	return n < 0 ? -errno : 0;
}

/* One line of JSON, parsed. */
static int read_line(int fd, json_t **out)
{
	size_t size = 4096, used = 0;
	char *text = malloc(size), *more;
	int err = text ? 0 : -ENOMEM;
	ssize_t n;

	while (!err && (!used || text[used - 1] != '\n')) {
		if (used == size) {
			more = size < ANSWER_MAX ? realloc(text, size * 2) : NULL;
			if (!more) {
				err = -EPROTO;
				break;
			}
			text = more;
			size *= 2;
		}
		n = recv(fd, text + used, size - used, 0);
		if (n <= 0)
			err = n == 0 ? -EPROTO : errno == EAGAIN ? -ETIMEDOUT : -errno;
		else
			used += (size_t)n;
	}
	if (!err) {
		*out = json_loadb(text, used, 0, NULL);
		err = *out ? 0 : -EPROTO;
	}
	free(text);
	return err;
}

static int exchange(int fd, json_t *request, json_t **answer)
{
	int err = request ? send_line(fd, request) : -ENOMEM;

	json_decref(request);
	return err ? err : read_line(fd, answer);
}

static int is_ok(const json_t *answer)
{
	const char *result = json_string_value(json_object_get(answer, "return"));

	return result && !strcmp(result, "OK");
}

int client_explain(int err, const char *path, char error[static CLIENT_ERROR_SIZE])
{
	if (err == -ECONNREFUSED)
		snprintf(error, CLIENT_ERROR_SIZE,
			 "no sensor answers at %s: start it with `systemctl start weir`", path);
	else if (err == -EACCES || err == -EPERM)
		snprintf(error, CLIENT_ERROR_SIZE,
			 "no permission for %s: be root or in its group (see ls -l)", path);
	else if (err == -EPROTO)
		snprintf(error, CLIENT_ERROR_SIZE, "what answers at %s makes no sense", path);
	else
		snprintf(error, CLIENT_ERROR_SIZE, "%s: %s", path, strerror(-err));
	return err;
}

static int refused(const json_t *answer, char error[static CLIENT_ERROR_SIZE])
{
	const char *why = json_string_value(json_object_get(answer, "message"));
	const char *kind = json_string_value(json_object_get(answer, "error"));

	snprintf(error, CLIENT_ERROR_SIZE, "%s", why ? why : "refused without a reason");
	if (kind && !strcmp(kind, "not-found"))
		return -ENOENT;
	if (kind && !strcmp(kind, "argument"))
		return -EINVAL;
	return kind && !strcmp(kind, "permission") ? -EACCES : -EREMOTEIO;
}

int client_ask(const char *path, const char *command, json_t *arguments, json_t **message,
	       char error[static CLIENT_ERROR_SIZE])
{
	json_t *hello = NULL, *answer = NULL;
	int fd = client_connect(path), err;

	if (fd < 0)
		return client_explain(fd, path, error);
	err = exchange(fd, json_pack("{s:s}", "version", "0.2"), &hello);
	if (err) {
		client_explain(err, path, error);
		goto out;
	}
	if (!is_ok(hello)) {
		err = refused(hello, error);
		goto out;
	}
	err = exchange(fd, json_pack("{s:s,s:O*}", "command", command, "arguments", arguments),
		       &answer);
	if (err) {
		client_explain(err, path, error);
		goto out;
	}
	if (!is_ok(answer)) {
		err = refused(answer, error);
		goto out;
	}
	*message = json_incref(json_object_get(answer, "message"));
	if (!*message)
		err = client_explain(-EPROTO, path, error);
out:
	json_decref(hello);
	json_decref(answer);
	close(fd);
	return err;
}
