// SPDX-License-Identifier: MIT
/* The kernel's list of connections, in slices that cut its marks. */
#include "tap.h"
#include "user/source/offload.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/weir-offload-XXXXXX";

static void append(const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	if (write(fd, text, strlen(text)) < 0)
		_exit(1);
	close(fd);
}

/* Every third by hardware, every third by software; lines of differing lengths. */
static void fill(unsigned int lines)
{
	static const char *const marks[] = { "[HW_OFFLOAD]", "[OFFLOAD]", "[ASSURED]" };
	char line[128];
	unsigned int i;

	for (i = 0; i < lines; i++) {
		snprintf(line, sizeof(line), "ipv4 2 tcp 6 src=10.0.%u.%u dst=192.0.2.1 %s mark=0\n",
			 i / 250, i % 250, marks[i % 3]);
		append(line);
	}
}

int main(void)
{
	struct offload o;
	int fd = mkstemp(path), steps = 0, result;

	close(fd);
	tap_is(offload_open(&o, "/no/such/list"), -ENOENT, "no list");
	tap_is(offload_step(&o, 1), -EBADF, "is not read");
	tap_is(offload_open(&o, path), 0, "a list");
	tap_is(offload_step(&o, 65536), 1, "that is empty");
	tap_ok(o.known && !o.last.connections, "says so");
	fill(999);
	do {
		result = offload_step(&o, 1);
		steps++;
	} while (!result);
	tap_is(result, 1, "a long one comes to its end");
	tap_ok(steps > 10, "in slices: %d", steps);
	tap_is(o.last.connections, 999, "connections");
	tap_is(o.last.hardware, 333, "by hardware, also across slices");
	tap_is(o.last.software, 333, "by software");
	append("ipv4 2 udp 17 src=10.1.1.1 [HW_OFFLOAD]");
	tap_is(offload_step(&o, 1 << 20), 1, "it is read again");
	tap_ok(o.last.hardware == 334 && o.last.connections == 999, "with what is new");
	offload_close(&o);
	unlink(path);
	return tap_done();
}
