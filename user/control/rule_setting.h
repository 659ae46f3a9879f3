/* SPDX-License-Identifier: MIT */
/*
 * rule_setting.h - the rules that a configuration asks for.
 */
#ifndef WEIR_RULE_SETTING_H
#define WEIR_RULE_SETTING_H

#include "config.h"
#include "rule_file.h"

/*
 * Reads them all. @state: the folder with the rules that were added, NULL: none. @here:
 * without [Rules] self=, "self" means the addresses of this machine. 0 or -errno with one
 * line in @error. The caller frees *out.
 */
int rule_setting_load(const struct config *c, const char *state, bool here, struct ruleset **out,
		      char error[static RULE_FILE_ERROR_SIZE]);

/* What "self" means now. -ENOMEM, or what getifaddrs(3) says; then all is as it was. */
int rule_setting_self(const struct config *c, bool here, struct ruleset *s);

#endif
