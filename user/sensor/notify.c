// SPDX-License-Identifier: MIT
#include "notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

void notify_init(struct notify *n)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t length = path ? strlen(path) : 0;
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);

	n->fd = -1;
	n->watchdog = sd_watchdog_enabled(0, NULL) > 0;
	if (length < 2 || length >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, length);
	/* A name, not a file (unix(7), abstract). */
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (n->fd >= 0 && connect(n->fd, (const struct sockaddr *)&address, size))
		notify_fini(n);
}

void notify_send(const struct notify *n, const char *message)
{
	if (n->fd >= 0)
		send(n->fd, message, strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void notify_fini(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}
