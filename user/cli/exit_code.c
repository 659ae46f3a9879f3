// SPDX-License-Identifier: MIT
#include "verb.h"

#include <errno.h>

int exit_code_of(int error)
{
	switch (error) {
	case 0:
		return EXIT_OK;
	case -ECONNREFUSED:
		return EXIT_NOT_RUNNING;
	case -EPERM:
	case -EACCES:
		return EXIT_NO_PERMISSION;
	case -ENOENT:
	case -ENODEV:
		return EXIT_NOT_FOUND;
	default:
		return EXIT_FAILED;
	}
}
