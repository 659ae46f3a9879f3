/* SPDX-License-Identifier: MIT */
/*
 * running.h - the part of doctor_running() that its test calls.
 */
#ifndef WEIR_RUNNING_H
#define WEIR_RUNNING_H

#include "doctor.h"

/* @status: as the control command gives it; any JSON. */
void running_judge(struct doctor *d, const json_t *status);

#endif
