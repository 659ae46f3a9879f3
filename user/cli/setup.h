/* SPDX-License-Identifier: MIT */
/*
 * setup.h - what verbs begin with: the configuration, the memory it gives, the model and
 * the site's baseline, and a replay made of them.
 *
 * Functions return EXIT_OK, or after saying on stderr what is wrong the code to end with.
 */
#ifndef WEIR_SETUP_H
#define WEIR_SETUP_H

#include "../control/budget.h"
#include "../control/config_origin.h"
#include "../detect/anomaly.h"
#include "../detect/models.h"
#include "../replay.h"

/* What the command line says; NULL: as configured, and no baseline. */
struct setup_options {
	const char *config; /* file; NULL: the usual one */
	const char *memory;
	const char *window;
	const char *model;
	const char *baseline;
	bool rules; /* against false alarms, too */
	const char *state; /* folder with those that were added; NULL: none */
};

struct setup {
	struct config config;
	struct budget budget;
	struct models *models;	   /* NULL: rules only */
	struct baseline *baseline; /* or NULL */
	struct anomaly *anomaly;   /* judges by the baseline, or NULL */
	struct ruleset *ruleset;   /* or NULL */
};

/* All of it. setup_close() also after a failure. */
int setup_open(struct setup *s, const struct setup_options *o);
void setup_close(struct setup *s);

/* A key that an option of the command line sets. */
struct setup_key {
	const char *section;
	const char *key;
	const char *value; /* NULL: not given */
};

/* The configuration of all verbs: defaults, then the files (@path NULL: the usual ones),
 * then @keys. @o, where each value comes from, may be NULL. EXIT_OK, EXIT_BAD_CONFIG or
 * EXIT_USAGE, then with one line in @error; says nothing itself. */
int setup_load(const char *path, const struct setup_key *keys, size_t count, struct config *out,
	       struct config_origins *o, char error[static CONFIG_ERROR_SIZE]);

/* Parts, for who needs more between them. */
int setup_budget(const struct config *c, struct budget *out);
/* As rule_setting_load(). */
int setup_rules(const struct config *c, const char *state, bool here, struct ruleset **out);
/* As model_setting_load(); the caller frees *out. */
int setup_models(const char *setting, struct models **out);

/* Captures through the native engine, as the sensor would judge them; alerts go nowhere. Holds
 * pointers into @s. */
struct replay_options setup_replay(const struct setup *s);

#endif
