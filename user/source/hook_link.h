/* SPDX-License-Identifier: MIT */
/*
 * hook_link.h - one hook of one interface: a kernel link (XDP or tcx) that is pinned, so that
 * it outlives this process, or a clsact filter (tc.h) where the kernel has no tcx.
 */
#ifndef WEIR_HOOK_LINK_H
#define WEIR_HOOK_LINK_H

#include <stdbool.h>
#include <stdint.h>

/* Types of a link, as the kernel numbers attach types; Debian 12's headers end at 45. */
#define LINK_XDP 37
#define LINK_TCX_INGRESS 46
#define LINK_TCX_EGRESS 47

/*
 * Takes over the link pinned at @pin: puts @program in place of the one it runs, with no
 * gap. Its descriptor, or -ENOENT (no such pin), -ESTALE (its interface is gone or is not
 * @ifindex; the pin is removed), another negative errno.
 */
int hook_link_take(const char *pin, uint32_t ifindex, int program);

/* Makes and pins a link. @type: LINK_*; @flags: XDP_FLAGS_*_MODE, or 0. Its descriptor
 * or a negative errno: -EBUSY where another XDP program sits, -EINVAL where the kernel
 * has no such type. */
int hook_link_make(const char *pin, uint32_t ifindex, int program, uint32_t type, uint32_t flags);

/* Does the kernel know links at tc (6.6 and up)? @program: any loaded tc program. */
bool hook_link_has_tcx(int program);

/* False once the link's interface was removed, or moved to another name space. */
bool hook_link_alive(int fd, uint32_t ifindex);

/* Id of the program that a link runs, 0 if that cannot be told. */
uint32_t hook_link_program(int fd);

/* Id of the program that a pinned link runs, 0 if there is none. */
uint32_t hook_link_pinned_program(const char *pin, uint32_t ifindex);

/* Takes the hook off, done on return: detaches, removes the pin and closes @fd (-1: found
 * by its pin; nothing happens if there is none). */
void hook_link_drop(int fd, const char *pin);

#endif
