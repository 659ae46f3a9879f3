// SPDX-License-Identifier: MIT
/*
 * account_driver - the live source alone, without windows, scores or alerts: attaches to
 * one interface, swaps and drains, and says at the end where every packet went.
 *
 *   account_driver [-m xdp|tc|egress] [-f FLOWS] [-w MILLISECONDS] [-b BUDGET_US] BPFFS IFACE
 *
 * Prints the account so far as JSON: when it is attached, so with what it took over, and
 * after SIGTERM, detached and with all drained. Beside the account: "victim", the
 * destination that overflow named most, and "records". Exits 0 if the account holds. After
 * SIGKILL the pinned links stay, and the next one takes over.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <poll.h>
#include <unistd.h>

#include "user/source/programs.h"

struct driver {
	const char *mode;
	struct bpf_options options;
	unsigned int window_ms;
	uint64_t budget_ns;
	const char *ifname;
	struct bpf_source *source;
	struct account account;
	uint64_t records;
	struct weir_victim victim;
	char link_path[PATH_MAX + 16];
};

static int on_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct driver *d = ctx;

	(void)key;
	(void)flow;
	d->records++;
	return 0;
}

static int on_victim(void *ctx, const struct weir_victim *victim)
{
	struct driver *d = ctx;

	if (victim->packets > d->victim.packets)
		d->victim = *victim;
	return 0;
}

/* A pinned link of a dead process gets the new program; else a new link is pinned. */
static int attach_xdp(struct driver *d, int program, int ifindex)
{
	int link = bpf_obj_get(d->link_path);
	LIBBPF_OPTS(bpf_link_create_opts, o, .flags = 1u << 2 /* driver mode */);

	if (link >= 0)
		return bpf_link_update(link, program, NULL) ? -errno : 0;
	link = bpf_link_create(program, ifindex, BPF_XDP, &o);
	if (link < 0)
		return -errno;
	return bpf_obj_pin(link, d->link_path);
}

static int attach_tc(int program, int ifindex, enum bpf_tc_attach_point point)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = point);
	LIBBPF_OPTS(bpf_tc_opts, o, .prog_fd = program, .handle = 1, .priority = 1,
		    .flags = BPF_TC_F_REPLACE);
	int error = bpf_tc_hook_create(&hook);

	if (error && error != -EEXIST)
		return error;
	return bpf_tc_attach(&hook, &o);
}

static int attach(struct driver *d, char error[static BPF_ERROR_SIZE])
{
	struct weir_config config = { .slot = 0, .keyed_vlan = 1 };
	int ifindex = (int)if_nametoindex(d->ifname);
	struct weir_programs programs;
	int code = bpf_source_programs(d->source, &config, &programs, error);

	if (code)
		return code;
	if (!strcmp(d->mode, "xdp"))
		code = attach_xdp(d, programs.xdp, ifindex);
	else if (!strcmp(d->mode, "tc"))
		code = attach_tc(programs.tc_ingress, ifindex, BPF_TC_INGRESS);
	else
		code = attach_tc(programs.tc_egress, ifindex, BPF_TC_EGRESS);
	if (code)
		snprintf(error, BPF_ERROR_SIZE, "%s on %s: %s", d->mode, d->ifname, strerror(-code));
	return code;
}

static void detach(const struct driver *d)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)if_nametoindex(d->ifname),
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);

	if (strcmp(d->mode, "xdp")) {
		bpf_tc_hook_destroy(&hook);
		return;
	}
	unlink(d->link_path);
}

static int drain(struct driver *d)
{
	struct drain_sink sink = { .flow = on_flow, .victim = on_victim, .ctx = d };
	int more = bpf_source_swap(d->source);

	if (more)
		return more;
	do
		more = bpf_source_drain(d->source, &sink, &d->account, d->budget_ns);
	while (more > 0);
	return more;
}

static void report(const struct driver *d)
{
	json_t *json = account_json(&d->account);
	char text[INET_ADDRSTRLEN] = "";

	if (d->victim.used)
		inet_ntop(AF_INET, &d->victim.addr.word[3], text, sizeof(text));
	json_object_set_new(json, "victim", json_string(text));
	json_object_set_new(json, "records", json_integer((json_int_t)d->records));
	json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(json);
}

static int run(struct driver *d)
{
	struct pollfd ready = { .events = POLLIN };
	sigset_t set;
	int error = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ready.fd = signalfd(-1, &set, 0);
	report(d);
	while (!error && !poll(&ready, 1, (int)d->window_ms))
		error = drain(d);
	detach(d);
	/* The link goes with its last reference, soon after the pin. */
	usleep(50000);
	if (!error)
		error = drain(d);
	if (!error)
		error = drain(d);
	close(ready.fd);
	return error;
}

static int parse(int argc, char **argv, struct driver *d)
{
	int option;

	while ((option = getopt(argc, argv, "m:f:w:b:")) != -1) {
		if (option == 'm')
			d->mode = optarg;
		else if (option == 'f')
			d->options.flows_max = (uint32_t)strtoul(optarg, NULL, 0);
		else if (option == 'w')
			d->window_ms = (unsigned int)strtoul(optarg, NULL, 0);
		else if (option == 'b')
			d->budget_ns = strtoull(optarg, NULL, 0) * 1000u;
		else
			return -1;
	}
	if (optind + 2 != argc)
		return -1;
	d->options.bpffs = argv[optind];
	d->ifname = argv[optind + 1];
	return 0;
}

int main(int argc, char **argv)
{
	struct driver d = {
		.mode = "xdp",
		.options = { .flows_max = 65536, .ring_bytes = 65536,
			     .events = 1u << WEIR_EVENT_PRESSURE },
		.window_ms = 1000,
		.budget_ns = 5000000,
	};
	char error[BPF_ERROR_SIZE] = "";
	int code;

	if (parse(argc, argv, &d)) {
		fprintf(stderr, "usage: account_driver [-m xdp|tc|egress] [-f FLOWS] "
				"[-w MILLISECONDS] [-b BUDGET_US] BPFFS IFACE\n");
		return 2;
	}
	code = bpf_source_new(&d.options, &d.source, error);
	if (!code) {
		snprintf(d.link_path, sizeof(d.link_path), "%s/link_test",
			 bpf_source_pin_dir(d.source));
		d.account = *bpf_source_takeover(d.source);
		code = attach(&d, error);
	}
	if (code) {
		fprintf(stderr, "account_driver: %s\n", error);
		bpf_source_free(d.source, true);
		return code == -EPERM || code == -ENOTSUP ? 77 : 1;
	}
	code = run(&d);
	report(&d);
	bpf_source_free(d.source, true);
	return code || !account_holds(&d.account);
}
