/* SPDX-License-Identifier: MIT */
/* Loads every program as each kind of user sets it up; tells what it cost the verifier. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <weir/abi.h>
#include "weir.skel.h"

static const struct {
	const char *name;
	struct weir_config config;
} setups[] = {
	{ "plain", { 0 } },
	{ "all options", { .keyed_vlan = 1, .no_link_header = 1, .frags = 1, .events = 0xff,
			   .prefix_len = WEIR_PREFIX_MAX } },
	{ "before 5.18", { .keyed_vlan = 1, .events = 0xff, .prefix_len = WEIR_PREFIX_MAX } },
	{ "replay", { .keyed_vlan = 1, .replay = 1 } },
};

static char logs[3][65536];

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, arguments) : 0;
}

static long processed(const char *log)
{
	const char *at = strstr(log, "processed ");

	return at ? strtol(at + strlen("processed "), NULL, 10) : -1;
}

/* Level 4 of the verifier's log: statistics only. */
static int load(unsigned int setup, const char *release)
{
	struct bpf_program *program;
	struct weir_bpf *skeleton;
	unsigned int i = 0;
	int error;

	skeleton = weir_bpf__open();
	if (!skeleton)
		return 1;
	memcpy((void *)&skeleton->rodata->config, &setups[setup].config,
	       sizeof(struct weir_config));
	bpf_object__for_each_program(program, skeleton->obj) {
		bpf_program__set_log_level(program, 4);
		bpf_program__set_log_buf(program, logs[i++], sizeof(logs[0]));
	}
	error = weir_bpf__load(skeleton);
	printf("note: %s, %s:", release, setups[setup].name);
	i = 0;
	bpf_object__for_each_program(program, skeleton->obj)
		printf(" %s %ld", bpf_program__name(program), processed(logs[i++]));
	puts(error ? ", REFUSED" : " verifier instructions");
	for (i = 0; error && i < sizeof(logs) / sizeof(logs[0]); i++)
		fputs(logs[i], stdout);
	weir_bpf__destroy(skeleton);
	return error != 0;
}

int main(void)
{
	struct utsname system;
	unsigned int i;
	int failed = 0;

	libbpf_set_print(quiet);
	uname(&system);
	for (i = 0; i < sizeof(setups) / sizeof(setups[0]); i++)
		failed += load(i, system.release);
	return failed ? 1 : 0;
}
