/* SPDX-License-Identifier: MIT */
/*
 * device_file.h - the devices in the state directory, in the file "devices".
 *
 * Little-endian: a head of 32 bytes (magic "weirdev1", u32 devices, u32 CRC-32 of all that
 * follows it, 16 bytes zero), then 340 bytes a device: MAC (6), flags (1: a router), source of
 * the name, u32 first_s, last_s, the first address of each family (16 each), name (64 bytes,
 * ended by zeros), u32 addresses, and room for 8 of them, latest first: address (16), u32
 * first_s, last_s, evidence. Names that the admin's file gives, and devices known by it alone,
 * are not in it (what else a device was called is); nor are peers.
 */
#ifndef WEIR_DEVICE_FILE_H
#define WEIR_DEVICE_FILE_H

#include "device.h"

#define DEVICE_FILE "devices"
#define DEVICE_FILE_ERROR_SIZE 128

/* Bytes of a file of so many devices. */
size_t device_file_bytes(uint32_t devices);

/* As a file; at most device_file_bytes(devices_stats(d)->devices), how many. */
size_t device_file_write(const struct devices *d, void *out);

/*
 * Puts what a file has into an empty table; devices that do not fit make room as others do.
 * -EINVAL: it is broken, @error says how, and the table stays empty; -ENOMEM.
 */
int device_file_read(struct devices *d, const void *data, size_t size,
		     char error[static DEVICE_FILE_ERROR_SIZE]);

#endif
