// SPDX-License-Identifier: MIT
#include "baseline_setting.h"

#include "verb.h"

#include <stdio.h>

int baseline_setting_load(const char *path, struct baseline **baseline, struct anomaly **anomaly)
{
	char error[BASELINE_ERROR_SIZE];
	int result = path ? baseline_load(path, baseline, error) : 0;

	if (result) {
		fprintf(stderr, "weir: baseline %s: %s\n", path, error);
		return exit_code_of(result);
	}
	if (!path)
		return EXIT_OK;
	result = anomaly_new(anomaly);
	if (!result)
		anomaly_use(*anomaly, *baseline);
	return exit_code_of(result);
}
