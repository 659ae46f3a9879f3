/* SPDX-License-Identifier: MIT */
/*
 * stream_listen.h - a listening UNIX stream socket with owner, group and mode set before
 * anyone can connect.
 */
#ifndef WEIR_STREAM_LISTEN_H
#define WEIR_STREAM_LISTEN_H

/* Mode 0660. A file descriptor, or the errors of stream_new(). */
int stream_listen(const char *path, const char *group);

#endif
