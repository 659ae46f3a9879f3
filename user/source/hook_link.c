// SPDX-License-Identifier: MIT
#include "hook_link.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <unistd.h>

/* BPF_F_BEFORE of Linux 6.6, with no program named: before all others. One of those may
 * end the chain, and the packet would not be counted. */
#define TCX_FIRST (1u << 3)

static int hook_link_info(int fd, struct bpf_link_info *out)
{
	struct bpf_link_info info = { 0 };
	uint32_t size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	*out = info;
	return 0;
}

bool hook_link_has_tcx(int program)
{
	/* No interface 0: a kernel that knows the type finds no device, else no type. */
	int fd = bpf_link_create(program, 0, (enum bpf_attach_type)LINK_TCX_INGRESS, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0 || errno == ENODEV;
}

bool hook_link_alive(int fd, uint32_t ifindex)
{
	struct bpf_link_info info = { 0 };

	/* tcx has its ifindex where XDP has it. */
	return !hook_link_info(fd, &info) && info.xdp.ifindex == ifindex;
}

int hook_link_take(const char *pin, uint32_t ifindex, int program)
{
	int fd = bpf_obj_get(pin), error;

	if (fd < 0)
		return -errno;
	if (!hook_link_alive(fd, ifindex)) {
		error = -ESTALE;
	} else if (bpf_link_update(fd, program, NULL)) {
		error = -errno;
		close(fd);
		return error;
	} else {
		return fd;
	}
	hook_link_drop(fd, pin);
	return error;
}

int hook_link_make(const char *pin, uint32_t ifindex, int program, uint32_t type, uint32_t flags)
{
	LIBBPF_OPTS(bpf_link_create_opts, options);
	int fd, error;

	options.flags = type == LINK_XDP ? flags : TCX_FIRST;
	fd = bpf_link_create(program, (int)ifindex, (enum bpf_attach_type)type, &options);
	if (fd < 0)
		return -errno;
	/* A pin left by a link that is gone stands in the way. */
	unlink(pin);
	if (bpf_obj_pin(fd, pin)) {
		error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

uint32_t hook_link_program(int fd)
{
	struct bpf_link_info info = { 0 };

	return hook_link_info(fd, &info) ? 0 : info.prog_id;
}

uint32_t hook_link_pinned_program(const char *pin, uint32_t ifindex)
{
	struct bpf_link_info info = { 0 };
	int fd = bpf_obj_get(pin);

	if (fd < 0)
		return 0;
	if (hook_link_info(fd, &info) || info.xdp.ifindex != ifindex)
		info.prog_id = 0;
	close(fd);
	return info.prog_id;
}

void hook_link_drop(int fd, const char *pin)
{
	if (fd < 0)
		fd = bpf_obj_get(pin);
	/* The last reference is given up in the background; detaching is done on return. */
	if (fd >= 0)
		bpf_link_detach(fd);
	unlink(pin);
	if (fd >= 0)
		close(fd);
}
