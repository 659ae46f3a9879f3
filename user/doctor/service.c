// SPDX-License-Identifier: MIT
#include "doctor.h"

#include "../control/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DISK_MIN_MIB 64
#define BURST_MIN 1000 /* entries of the journal in an interval */
#define GROUPS_MAX 256

static void check_bpffs(struct doctor *d)
{
	const char *dir = d->config->bpffs;
	char command[CHECK_TEXT];
	struct statfs fs;

	snprintf(command, sizeof(command), "mount -t bpf bpf %s", dir);
	if (statfs(dir, &fs))
		check_add(&d->checks, CHECK_BLIND, "bpffs", NULL, command, "%s: %s", dir,
			  strerror(errno));
	else if (fs.f_type != BPF_FS_MAGIC)
		check_add(&d->checks, CHECK_BLIND, "bpffs", NULL, command,
			  "%s is not a bpf file system: weir cannot pin its maps", dir);
	else
		check_add(&d->checks, CHECK_OK, "bpffs", NULL, NULL, "%s is mounted", dir);
}

static void check_rights(struct doctor *d)
{
	char error[PRIVILEGES_ERROR_SIZE];

	if (privileges_check(error))
		check_add(&d->checks, CHECK_NOTE, "capabilities", NULL, "sudo weir doctor",
			  "without root some checks cannot be made, and weir run needs it");
	else
		check_add(&d->checks, CHECK_OK, "capabilities", NULL, NULL,
			  "CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON are there");
}

static bool answers(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool good;

	if (strlen(path) >= sizeof(address.sun_path) || fd < 0)
		return false;
	strcpy(address.sun_path, path);
	good = !connect(fd, (const struct sockaddr *)&address, sizeof(address));
	close(fd);
	return good;
}

/* Of journald.conf, where a later line replaces an earlier one; -1: not said there. */
static long setting(const struct doctor *d, const char *key)
{
	static char text[16384];
	long found = -1;
	char *line, *rest;

	if (doctor_read(d, "/etc/systemd/journald.conf", text, sizeof(text)) <= 0)
		return -1;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!strncmp(line, key, strlen(key)) && line[strlen(key)] == '=')
			found = strtol(line + strlen(key) + 1, NULL, 10);
	return found;
}

static void check_journal(struct doctor *d)
{
	char path[256];
	long burst = setting(d, "RateLimitBurst");

	if (!d->config->journal) {
		check_add(&d->checks, CHECK_NOTE, "journald", NULL, NULL,
			  "[Journal] is off: alerts go to EVE and the terminal alone");
		return;
	}
	snprintf(path, sizeof(path), "%s/run/systemd/journal/socket", d->root);
	if (answers(path))
		check_add(&d->checks, CHECK_OK, "journald", NULL, NULL, "journald listens");
	else
		check_add(&d->checks, CHECK_WARNING, "journald", NULL,
			  "systemctl start systemd-journald",
			  "no journald listens: alerts wait in a bounded queue, then are dropped");
	if (burst > 0 && burst < BURST_MIN && setting(d, "RateLimitIntervalSec"))
		check_add(&d->checks, CHECK_WARNING, "journald-rate", NULL,
			  "sed -i 's/^RateLimitBurst=.*/RateLimitBurst=10000/' "
			  "/etc/systemd/journald.conf; systemctl restart systemd-journald",
			  "journald drops what a service writes beyond %ld entries at a time",
			  burst);
	else
		check_add(&d->checks, CHECK_OK, "journald-rate", NULL, NULL,
			  "journald's rate limit leaves room for alerts");
}

static bool is_member(gid_t gid)
{
	gid_t groups[GROUPS_MAX];
	int count = getgroups(GROUPS_MAX, groups), i;

	if (!geteuid() || getegid() == gid)
		return true;
	for (i = 0; i < count; i++)
		if (groups[i] == gid)
			return true;
	return false;
}

static void check_group(struct doctor *d, const char *check, const char *name, const char *may)
{
	const struct group *g = *name ? getgrnam(name) : NULL;
	char command[CHECK_TEXT];

	if (!*name)
		return;
	if (!g) {
		snprintf(command, sizeof(command), "groupadd --system %s", name);
		check_add(&d->checks, CHECK_WARNING, check, NULL, command,
			  "there is no group %s: nobody but root may %s", name, may);
	} else if (!is_member(g->gr_gid)) {
		snprintf(command, sizeof(command), "usermod -aG %s \"$USER\"", name);
		check_add(&d->checks, CHECK_NOTE, check, NULL, command,
			  "you are not in the group %s, and may not %s", name, may);
	} else {
		check_add(&d->checks, CHECK_OK, check, NULL, NULL, "the group %s may %s", name,
			  may);
	}
}

static void check_state(struct doctor *d)
{
	const char *dir = d->config->state;
	char command[CHECK_TEXT];
	struct statvfs fs;

	snprintf(command, sizeof(command), "install -d -m 750 %s", dir);
	if (access(dir, F_OK) && errno == ENOENT) {
		check_add(&d->checks, CHECK_WARNING, "state", NULL, command,
			  "there is no %s: what is learned of the site is lost at every restart",
			  dir);
		return;
	}
	if (access(dir, W_OK))
		check_add(&d->checks, geteuid() ? CHECK_NOTE : CHECK_WARNING, "state", NULL,
			  geteuid() ? "sudo weir doctor" : "mount -o remount,rw ...",
			  "%s cannot be written by this user: %s", dir, strerror(errno));
	else
		check_add(&d->checks, CHECK_OK, "state", NULL, NULL, "%s is writable", dir);
	if (statvfs(dir, &fs))
		return;
	if ((fs.f_bavail * (unsigned long long)fs.f_frsize) >> 20 < DISK_MIN_MIB)
		check_add(&d->checks, CHECK_WARNING, "disk", NULL, "df -h",
			  "only %llu MiB are free at %s",
			  (fs.f_bavail * (unsigned long long)fs.f_frsize) >> 20, dir);
	else
		check_add(&d->checks, CHECK_OK, "disk", NULL, NULL, "%llu MiB are free at %s",
			  (fs.f_bavail * (unsigned long long)fs.f_frsize) >> 20, dir);
}

void doctor_service(struct doctor *d)
{
	check_rights(d);
	check_bpffs(d);
	check_journal(d);
	if (d->config->control_socket[0]) {
		check_group(d, "readers", d->config->control_group, "ask a running sensor");
		check_group(d, "admins", d->config->control_admins, "change a running sensor");
	}
	check_state(d);
}
