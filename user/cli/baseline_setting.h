/* SPDX-License-Identifier: MIT */
/*
 * baseline_setting.h - from --baseline FILE to what rows are judged by.
 */
#ifndef WEIR_BASELINE_SETTING_H
#define WEIR_BASELINE_SETTING_H

#include "../detect/anomaly.h"

/* @path NULL: none, both stay NULL. EXIT_OK, or after saying what is wrong the code to end
 * with. The caller frees both, the anomaly first. */
int baseline_setting_load(const char *path, struct baseline **baseline, struct anomaly **anomaly);

#endif
