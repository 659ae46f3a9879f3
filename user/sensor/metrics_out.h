/* SPDX-License-Identifier: MIT */
/*
 * metrics_out.h - where Prometheus finds the metrics: servers on a UNIX socket and on TCP
 * addresses, and a file for node_exporter's textfile collector, as configured.
 */
#ifndef WEIR_METRICS_OUT_H
#define WEIR_METRICS_OUT_H

#include "../control/command_stats.h"
#include "../control/config.h"
#include "../sink/http.h"
#include "loop.h"

#define METRICS_OUT_ERROR_SIZE 512
#define METRICS_FILE_NS 15000000000ull /* between two writings of the file */

enum metrics_server { METRICS_SOCKET, METRICS_LISTEN, METRICS_REMOTE, METRICS_SERVERS };

struct metrics_out {
	const struct stats_source *source;
	struct http *server[METRICS_SERVERS]; /* each NULL: not wanted */
	char file[CONFIG_PATH_SIZE];	      /* written last, "": none */
	char *text;			      /* of the file, being made */
	uint64_t file_ns;		      /* when it is written next */
	bool file_failing;
};

/* What is wanted; @source outlives it. 0, or -errno and one line in @error; nothing stays
 * open then. */
int metrics_out_open(struct metrics_out *m, const struct config *c,
		     const struct stats_source *source, char error[static METRICS_OUT_ERROR_SIZE]);
/* Adds its descriptors to the loop. */
int metrics_out_watch(struct metrics_out *m, struct loop *loop);
/* About once a second: writes the file @path ("": none) where it is due, whole or not at
 * all, for all to read. Logs where that begins to fail, and where it works again. */
void metrics_out_tick(struct metrics_out *m, const char *path, uint64_t now);
/* Removes the file, whose numbers nobody keeps up any more. Accepts one never opened. */
void metrics_out_close(struct metrics_out *m);

#endif
