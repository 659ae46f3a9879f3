/* SPDX-License-Identifier: MIT */
/*
 * baseline_store.h - the versions of a site's baseline in a folder: N.json, and a link
 * "current" to the one in use. A file is written beside, synced and renamed, and so is the link:
 * whatever happens, there is a whole version or the one before it.
 */
#ifndef WEIR_BASELINE_STORE_H
#define WEIR_BASELINE_STORE_H

#include "baseline.h"

#define BASELINE_STORE_MAX 64 /* versions looked at */

struct baseline_version {
	unsigned int version;
	bool current;
	int64_t made_s; /* seconds since 1970 */
	int64_t bytes;
};

/* Versions of the folder, newest first; their number, or -errno (0 for no folder). */
int baseline_store_list(const char *folder, struct baseline_version out[static BASELINE_STORE_MAX]);

/* Waits for the disk (sensor/worker.h). Gives @b the next number, writes it, makes it current and removes all but the newest
 * @keep others of it. 0 or -errno; then the version before is still current. */
int baseline_store_add(const char *folder, struct baseline *b, unsigned int keep);

/* The current version. -ENOENT: none is in use. Another error, with a line in @error: its file
 * is not good or gone; *out is then the newest good one before it, now current, or NULL. */
int baseline_store_load(const char *folder, struct baseline **out,
			char error[static BASELINE_ERROR_SIZE]);

/* Makes @version current (0: the newest older than the current one) if it is good, and
 * loads it. -ENOENT: no such version. That it is the current one may be lost in a power cut
 * before the next durable_folder(). */
int baseline_store_use(const char *folder, unsigned int version, struct baseline **out,
		       char error[static BASELINE_ERROR_SIZE]);

/* No version is current any more; files stay. */
int baseline_store_clear(const char *folder);

#endif
