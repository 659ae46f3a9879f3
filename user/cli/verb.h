/* SPDX-License-Identifier: MIT */
/*
 * verb.h - one function per verb, all listed in main.c's table. argv[0] is the verb.
 */
#ifndef WEIR_VERB_H
#define WEIR_VERB_H

enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NOT_RUNNING = 3,
	EXIT_NO_PERMISSION = 4,
	EXIT_NOT_FOUND = 5,
	EXIT_ALERTS = 10, /* replay --fail-on-alert */
	EXIT_BAD_CONFIG = 78, /* EX_CONFIG of sysexits.h */
};

struct verb {
	const char *name;
	const char *text;
	int (*run)(int argc, char **argv);
};

/* For an option ("mode", "n") that does not take @value: says so on stderr, with the line of
 * @usage that begins with the option and those that go on from it. EXIT_USAGE. */
int verb_wrong_value(const char *usage, const char *option, const char *value);

/* What a verb ends with when a negative errno stopped it; 0: EXIT_OK. */
int exit_code_of(int error);

int verb_status(int argc, char **argv);
int verb_stats(int argc, char **argv);
int verb_alerts(int argc, char **argv);
int verb_test_alert(int argc, char **argv);
int verb_baseline(int argc, char **argv);
int verb_capture(int argc, char **argv);
int verb_check_config(int argc, char **argv);
int verb_config(int argc, char **argv);
int verb_model(int argc, char **argv);
int verb_evidence(int argc, char **argv);
int verb_explain(int argc, char **argv);
int verb_flows(int argc, char **argv);
int verb_features(int argc, char **argv);
int verb_reload(int argc, char **argv);
int verb_replay(int argc, char **argv);
int verb_detach(int argc, char **argv);
int verb_devices(int argc, char **argv);
int verb_doctor(int argc, char **argv);
int verb_metrics(int argc, char **argv);
int verb_maps(int argc, char **argv);
int verb_ack(int argc, char **argv);
int verb_fp(int argc, char **argv);
int verb_rule(int argc, char **argv);
int verb_run(int argc, char **argv);
int verb_top(int argc, char **argv);
int verb_version(int argc, char **argv);

#endif
