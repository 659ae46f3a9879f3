// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/control/privileges.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CAP_NET_ADMIN_BIT (1ull << 12)
#define CAP_BPF_BIT (1ull << 39)

/* The value of a line of /proc/self/status, all ones where there is none. */
static uint64_t status(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	uint64_t value = UINT64_MAX;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':')
			sscanf(line + strlen(name) + 1, "%" SCNx64, &value);
	if (f)
		fclose(f);
	return value;
}

/* Runs @body in a child, since what is given up does not come back; its exit code. */
static int in_child(int (*body)(void))
{
	pid_t pid = fork();
	int code = 0;

	if (!pid)
		_exit(body());
	waitpid(pid, &code, 0);
	return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

static int drop_all(void)
{
	char error[PRIVILEGES_ERROR_SIZE] = "";
	struct privileges_options o = { 0 };
	bool had_pcap = status("CapEff") & (1u << 8);

	if (privileges_drop(&o, error))
		return 1;
	if (status("CapEff") || status("CapPrm") || status("CapInh") || status("CapAmb"))
		return 2;
	if (had_pcap && status("CapBnd"))
		return 3;
	return status("NoNewPrivs") == 1 ? 0 : 4;
}

static int keep_net_admin(void)
{
	char error[PRIVILEGES_ERROR_SIZE] = "";
	struct privileges_options o = { .net_admin = true };

	if (privileges_drop(&o, error))
		return 1;
	return status("CapEff") == CAP_NET_ADMIN_BIT && status("CapPrm") == CAP_NET_ADMIN_BIT ? 0
											      : 2;
}

static bool wants_bpf(void *ctx)
{
	(void)ctx;
	return status("CapEff") & CAP_BPF_BIT;
}

static int keep_bpf(void)
{
	char error[PRIVILEGES_ERROR_SIZE] = "";
	struct privileges_options o = { .works = wants_bpf };

	if (privileges_drop(&o, error))
		return 1;
	return status("CapPrm") == CAP_BPF_BIT ? 0 : 2;
}

static bool never(void *ctx)
{
	(void)ctx;
	return false;
}

static int cannot_work(void)
{
	char error[PRIVILEGES_ERROR_SIZE] = "";
	struct privileges_options o = { .works = never };

	return privileges_drop(&o, error) == -EACCES && error[0] ? 0 : 1;
}

static int nothing_left(void)
{
	char error[PRIVILEGES_ERROR_SIZE] = "";
	struct privileges_options o = { 0 };

	if (privileges_drop(&o, error))
		return 1;
	if (privileges_check(error) != -EPERM)
		return 2;
	return strstr(error, "CAP_BPF") && strstr(error, "CAP_PERFMON") ? 0 : 3;
}

int main(void)
{
	char error[PRIVILEGES_ERROR_SIZE] = "";

	tap_is(in_child(drop_all), 0, "every set is empty, no_new_privs is set");
	tap_is(in_child(nothing_left), 0, "and the check then names what is missing");
	tap_is(in_child(cannot_work), 0, "a steady state that does not work is an error");
	if (!privileges_check(error)) {
		tap_is(in_child(keep_net_admin), 0, "CAP_NET_ADMIN alone is kept on request");
		tap_is(in_child(keep_bpf), 0, "CAP_BPF is kept where the probe wants it");
	}
	return tap_done();
}
