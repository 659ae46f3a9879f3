// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/sensor/notify.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A reader at @address; its length is that of the name alone, as the manager's is. */
static int listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, name, length);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	if (bind(fd, (struct sockaddr *)&address, (socklen_t)(sizeof(address.sun_family) + length)))
		return -1;
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static void is_told(const char *name)
{
	char text[64] = "";
	struct notify n;
	int fd = listen_at(name), i;

	notify_init(&n);
	notify_send(&n, "READY=1\nSTATUS=all is well");
	tap_ok(recv(fd, text, sizeof(text) - 1, 0) > 0 &&
		       !strcmp(text, "READY=1\nSTATUS=all is well"),
	       "%s is told", name);
	/* More than any queue takes; the test's time limit ends one that waits. */
	for (i = 0; i < 5000; i++)
		notify_send(&n, "WATCHDOG=1");
	tap_ok(1, "nobody reads, and nobody waits");
	notify_fini(&n);
	close(fd);
}

int main(void)
{
	char folder[] = "/tmp/weir-notify-XXXXXX", path[64], name[64];
	struct notify n;

	if (!mkdtemp(folder))
		tap_skip("no temporary folder");
	snprintf(path, sizeof(path), "%s/notify", folder);
	snprintf(name, sizeof(name), "@weir-test-%d", (int)getpid());
	alarm(30);
	is_told(path);
	is_told(name);
	unsetenv("WATCHDOG_USEC");
	notify_init(&n);
	tap_ok(!n.watchdog, "no watchdog is wanted");
	notify_fini(&n);
	setenv("WATCHDOG_USEC", "3000000", 1);
	unlink(path);
	setenv("NOTIFY_SOCKET", path, 1);
	notify_init(&n);
	tap_ok(n.watchdog, "one is");
	tap_is(n.fd, -1, "a socket that is not there is left alone");
	notify_send(&n, "READY=1");
	notify_fini(&n);
	rmdir(folder);
	return tap_done();
}
