// SPDX-License-Identifier: MIT
#include "stream_listen.h"

#include "../log.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 16

static int make_folder(const char *path)
{
	char folder[sizeof(((struct sockaddr_un *)0)->sun_path)];
	char *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (!slash || slash == folder)
		return 0;
	*slash = '\0';
	return mkdir(folder, 0755) && errno != EEXIST ? -errno : 0;
}

/* Whether nobody serves the socket at @address any more. */
static int remove_stale(const struct sockaddr_un *address)
{
	struct stat st;
	int fd, result;

	if (lstat(address->sun_path, &st))
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EADDRINUSE;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	result = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	result = result && errno == ECONNREFUSED ? 0 : -EADDRINUSE;
	close(fd);
	if (!result && unlink(address->sun_path))
		return -errno;
	return result;
}

static int set_owner(const char *path, const char *group)
{
	const struct group *g = group && *group ? getgrnam(group) : NULL;

	if (group && *group && !g)
		log_debug("%s: there is no group %s, so only this user may connect", path, group);
	if (g && chown(path, (uid_t)-1, g->gr_gid))
		log_warning("%s: cannot be given to group %s (%s), so only this user may connect",
			    path, group, strerror(errno));
	return chmod(path, 0660) ? -errno : 0;
}

int stream_listen(const char *path, const char *group)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, err;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	err = make_folder(path);
	if (!err)
		err = remove_stale(&address);
	if (err)
		return err;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	/* The file gets the socket's mode: no umask(2), which files of other threads would get. */
	err = fchmod(fd, 0) || bind(fd, (const struct sockaddr *)&address, sizeof(address))
		      ? -errno
		      : 0;
	if (err)
		goto out;
	err = set_owner(path, group);
	if (!err && listen(fd, BACKLOG))
		err = -errno;
	if (err)
		unlink(path);
out:
	if (!err)
		return fd;
	close(fd);
	return err;
}
