// SPDX-License-Identifier: MIT
#include "eve_follow.h"

#include "../control/client.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int eve_follow_open(const char *path, const char *kind)
{
	int fd = client_connect(path), length;
	char line[96], error[CLIENT_ERROR_SIZE];

	if (fd < 0) {
		client_explain(fd, path, error);
		fprintf(stderr, "weir: %s\n", error);
		return fd;
	}
	length = snprintf(line, sizeof(line),
			  "{\"unsubscribe\":[\"alert\",\"stats\"]}\n{\"subscribe\":[\"%s\"]}\n",
			  kind ? kind : "alert");
	if (!kind || send(fd, line, (size_t)length, MSG_NOSIGNAL) == length)
		return fd;
	fprintf(stderr, "weir: %s: %s\n", path, strerror(errno));
	close(fd);
	return -EIO;
}

static bool is_of(const json_t *event, const char *type)
{
	const char *value = json_string_value(json_object_get(event, "event_type"));

	return value && !strcmp(value, type);
}

int eve_follow(int fd, const char *type, int (*event)(void *ctx, json_t *event), void *ctx)
{
	const struct timeval forever = {0};
	FILE *in = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	json_t *value;
	int code = 0;

	if (!in) {
		close(fd);
		return EXIT_FAILED;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof(forever));
	while (!code && getline(&line, &size, in) > 0) {
		value = json_loads(line, 0, NULL);
		if (is_of(value, type))
			code = event(ctx, value);
		json_decref(value);
	}
	free(line);
	fclose(in);
	if (code)
		return code;
	fputs("weir: the sensor has ended\n", stderr);
	return EXIT_NOT_RUNNING;
}
