/* SPDX-License-Identifier: MIT */
/*
 * job.h - what a running sensor does beside its loop: begun by a command, then asked after.
 */
#ifndef WEIR_JOB_H
#define WEIR_JOB_H

#include "remote.h"

#define JOB_WAIT_S 60

/*
 * Sends the command and waits until the sensor has done it, JOB_WAIT_S at most. *result, a
 * new reference, is what job-status says (sensor/reload.h), also where it was rejected.
 * EXIT_OK; EXIT_BAD_CONFIG: rejected; else an exit code after one line on stderr.
 */
int job_run(const struct remote *r, const char *command, json_t *arguments, json_t **result);

#endif
