// SPDX-License-Identifier: MIT
/* Hooks on real interfaces: each mode, take-over by the next process, an interface that
 * comes back, all with the capability sets that the running sensor has.
 * test-timeout: 300
 */
#include "tests/unit/tap.h"
#include "user/control/privileges.h"
#include "user/source/attach.h"
#include "user/source/attach_clean.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define FLOWS 1024

static char bpffs[] = "/tmp/weir-attach-XXXXXX";

static int run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A name space of network and mounts of our own, with a veth pair and a bpf file system. */
static void set_up(void)
{
	if (geteuid())
		tap_skip("needs root");
	if (run("command -v ip >/dev/null && command -v tc >/dev/null"))
		tap_skip("needs ip and tc");
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) || mount("", "/", "", MS_REC | MS_PRIVATE, NULL))
		tap_skip("cannot make name spaces");
	if (!mkdtemp(bpffs) || mount("bpf", bpffs, "bpf", 0, NULL))
		tap_skip("no bpf file system in this kernel");
	run("cd /proc/sys/net/ipv6/conf 2>/dev/null && echo 1 >all/disable_ipv6 && "
	    "echo 1 >default/disable_ipv6");
	if (run("ip link set lo up && ip link add a0 type veth peer name b0 && "
		"ip link set a0 up && ip link set b0 up"))
		tap_skip("no veth in this kernel");
}

/* tcx came with Linux 6.6. */
static enum weir_mode tc_mode(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname kernel;

	uname(&kernel);
	sscanf(kernel.release, "%u.%u", &major, &minor);
	return major > 6 || (major == 6 && minor >= 6) ? WEIR_MODE_TCX : WEIR_MODE_TC;
}

static struct bpf_source *source_new(void)
{
	struct bpf_options o = {.bpffs = bpffs, .flows_max = FLOWS, .ring_bytes = 65536};
	char error[BPF_ERROR_SIZE];
	struct bpf_source *s = NULL;
	int result = bpf_source_new(&o, &s, error);

	if (result == -EPERM)
		tap_skip("the kernel refuses BPF here");
	if (result)
		printf("# %s\n", error);
	return s;
}

static int add(struct attach_set *set, const char *ifname, enum attach_want want)
{
	struct attach_options o = {.ifname = ifname, .want = want, .ingress = true, .egress = true};
	char error[BPF_ERROR_SIZE] = "";
	int result = attach_add(set, &o, error);

	if (result)
		printf("# %d: %s\n", result, error);
	return result;
}

static uint64_t seen(struct bpf_source *s)
{
	struct account a = {0};
	int result;

	if (bpf_source_swap(s))
		return UINT64_MAX;
	do {
		result = bpf_source_drain(s, NULL, &a, 1000000);
	} while (result > 0);
	return result || !account_holds(&a) ? UINT64_MAX : a.seen.packets;
}

/* Three frames each way over the pair, of no protocol that anyone answers. */
static int send_frames(void)
{
	static const char *const ends[] = {"a0", "b0"};
	static const uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,
					  2,	2,    2,    2,	  2,	0x88, 0xb5};
	struct sockaddr_ll to = {.sll_family = AF_PACKET};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), failed = fd < 0, i;

	for (i = 0; i < 6 && !failed; i++) {
		to.sll_ifindex = (int)if_nametoindex(ends[i % 2]);
		failed = sendto(fd, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)) !=
			 sizeof(frame);
	}
	if (fd >= 0)
		close(fd);
	return failed;
}

static const char *pin_dir(void)
{
	static char dir[64];

	snprintf(dir, sizeof(dir), "%s/weir", bpffs);
	return dir;
}

static void each_mode(void)
{
	const struct {
		enum attach_want want;
		enum weir_mode ingress, egress;
		const char *name;
	} cases[] = {
		{ATTACH_NATIVE, WEIR_MODE_NATIVE, tc_mode(), "native"},
		{ATTACH_GENERIC, WEIR_MODE_GENERIC, tc_mode(), "generic"},
		{ATTACH_TC, tc_mode(), tc_mode(), "tc"},
		{ATTACH_CLSACT, WEIR_MODE_TC, WEIR_MODE_TC, "clsact"},
		{ATTACH_AUTO, tc_mode(), tc_mode(), "auto"},
	};
	struct bpf_source *s = source_new();
	struct attach_set *set;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct attachment *a;

		tap_is(attach_set_new(s, &set), 0, "%s: set", cases[i].name);
		tap_is(add(set, "a0", cases[i].want), 0, "%s: attached", cases[i].name);
		a = attach_get(set, 0);
		tap_is(a->ingress, cases[i].ingress, "%s: ingress", cases[i].name);
		tap_is(a->egress, cases[i].egress, "%s: egress", cases[i].name);
		tap_is(a->exact, cases[i].want != ATTACH_GENERIC, "%s: exact?", cases[i].name);
		seen(s);
		send_frames();
		tap_is(seen(s), 6, "%s: three frames each way", cases[i].name);
		printf("# %s: %s\n", cases[i].name, a->why);
		attach_set_free(set, true);
		send_frames();
		tap_is(seen(s), 0, "%s: nothing is counted after detaching", cases[i].name);
		tap_ok(run("tc qdisc show dev a0 | grep -q clsact"), "%s: no clsact is left",
		       cases[i].name);
	}
	bpf_source_free(s, true);
}

/* What a process leaves that dies: maps pinned, hooks counting. */
static void leave_behind(enum attach_want want)
{
	struct bpf_source *s = source_new();
	struct attach_set *set = NULL;

	attach_set_new(s, &set);
	add(set, "b0", want);
	add(set, "a0", want);
	attach_set_free(set, false);
	bpf_source_free(s, false);
}

static void next_process_takes_over(enum attach_want first, enum attach_want then)
{
	struct bpf_source *s;
	struct attach_set *set;
	uint64_t counted;

	leave_behind(first);
	send_frames();
	s = source_new();
	counted = bpf_source_takeover(s)->seen.packets;
	tap_is(counted, 12, "hooks of the dead process counted on");
	attach_set_new(s, &set);
	tap_is(add(set, "a0", then), 0, "its interface is taken over");
	tap_is(attach_get(set, 0)->slot, 1, "with the same slot");
	attach_prune(set);
	seen(s);
	send_frames();
	tap_is(seen(s), 6, "every frame is counted once, the other interface no more");
	attach_set_free(set, true);
	send_frames();
	tap_is(seen(s), 0, "nothing is left on the interface");
	tap_ok(run("tc qdisc show | grep -q clsact"), "and no clsact");
	bpf_source_free(s, true);
	tap_ok(access(pin_dir(), F_OK), "no pin is left");
}

static void detach_cleans_up(enum attach_want want)
{
	struct attach_clean_options clean = { .bpffs = bpffs }, look = clean;
	char error[BPF_ERROR_SIZE] = "";

	leave_behind(want);
	look.only_look = true;
	tap_is(attach_clean(&look, error), 4, "four hooks of the dead process are found");
	tap_is(attach_clean(&clean, error), 4, "and are still there to be taken off");
	tap_ok(run("tc filter show dev a0 ingress | grep -q weir") &&
		       run("tc qdisc show | grep -q clsact"),
	       "no filter and no clsact is left");
	tap_ok(access(pin_dir(), F_OK), "no pin is left");
	tap_is(attach_clean(&clean, error), 0, "a second time there is nothing to do");
}

static enum attach_event last_event;

static void count_change(void *ctx, const struct attachment *a, enum attach_event what)
{
	unsigned int *changes = ctx;

	printf("# %s: ifindex %u, ingress %s, egress %s: %s\n", a->ifname, a->ifindex,
	       attach_mode_name(a->ingress), attach_mode_name(a->egress), a->why);
	(*changes)++;
	last_event = what;
}

static bool swap_works(void *ctx)
{
	return !bpf_source_swap(ctx);
}

/* The administrator, who keeps all rights: runs each command it reads, answers a byte; "send" sends
 * frames. */
static int start_admin(void)
{
	char command[1024];
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends))
		return -1;
	if (fork()) {
		close(ends[1]);
		return ends[0];
	}
	close(ends[0]);
	for (;;) {
		ssize_t size = read(ends[1], command, sizeof(command) - 1);
		char code;

		if (size <= 0)
			_exit(0);
		command[size] = '\0';
		code = (char)(strcmp(command, "send") ? run(command) : send_frames());
		if (write(ends[1], &code, 1) != 1)
			_exit(1);
	}
}

static int admin(int fd, const char *command)
{
	char code = 1;

	if (write(fd, command, strlen(command)) < 0 || read(fd, &code, 1) != 1)
		return -1;
	return code;
}

/* How others take off what is on a0; only this test's own links. */
static const char *take_off_command(enum attach_want want)
{
	static char command[512];

	if (want == ATTACH_CLSACT || tc_mode() == WEIR_MODE_TC)
		return "tc qdisc del dev a0 clsact";
	snprintf(command, sizeof(command),
		 "for link in %s/link_*; do bpftool link detach pinned $link; done", pin_dir());
	return command;
}

/* An interface that is not there when rights are given up. */
static int awaited(enum attach_want want)
{
	struct privileges_options o = {.works = swap_works};
	struct attach_options later = {
		.ifname = "a1", .want = want, .ingress = true, .egress = true, .await = true};
	char error[BPF_ERROR_SIZE] = "";
	struct bpf_source *s;
	struct attach_set *set;
	unsigned int changes = 0;
	int to_admin = start_admin();

	s = source_new();
	attach_set_new(s, &set);
	if (attach_add(set, &later, error) || !attach_get(set, 0)->awaited)
		return 1;
	o.net_admin = attach_needs_net_admin(set);
	o.ctx = s;
	if (o.net_admin != (want == ATTACH_CLSACT || tc_mode() == WEIR_MODE_TC) ||
	    privileges_drop(&o, error) || attach_refresh(set, 0, count_change, &changes) || changes)
		return 2;
	/* A tun has no link header: its programs are others. */
	if (admin(to_admin, "ip tuntap add a1 mode tun && ip link set a1 up") ||
	    attach_refresh(set, 0, count_change, &changes) || changes != 1 ||
	    last_event != ATTACH_BACK || attach_get(set, 0)->awaited ||
	    attach_get(set, 0)->egress == WEIR_MODE_NONE)
		return 3;
	/* Gone, and back as another type of link, for which its programs are none. */
	if (admin(to_admin, "ip tuntap del a1 mode tun && ip link add a1 type veth peer name b1") ||
	    attach_refresh(set, 0, count_change, &changes) || changes != 2 ||
	    last_event != ATTACH_BACK || attach_get(set, 0)->egress != WEIR_MODE_NONE ||
	    !strstr(attach_get(set, 0)->why, "another type of link"))
		return 4;
	attach_set_free(set, true);
	bpf_source_free(s, true);
	return admin(to_admin, "ip link del a1") ? 5 : 0;
}

/* In a child, since the capabilities do not come back. */
static int flap(enum attach_want want)
{
	struct privileges_options o = {.works = swap_works};
	char error[BPF_ERROR_SIZE] = "";
	struct bpf_source *s;
	struct attach_set *set;
	unsigned int changes = 0;
	int to_admin = start_admin();

	s = source_new();
	attach_set_new(s, &set);
	if (add(set, "a0", want))
		return 1;
	o.net_admin = attach_needs_net_admin(set);
	o.ctx = s;
	if (o.net_admin != (want == ATTACH_CLSACT || tc_mode() == WEIR_MODE_TC) ||
	    privileges_drop(&o, error))
		return 2;
	if (admin(to_admin, "ip link del a0") || attach_refresh(set, 0, count_change, &changes) ||
	    changes != 1 || attach_get(set, 0)->ifindex)
		return 3;
	if (admin(to_admin, "ip link add a0 type veth peer name b0 && ip link set a0 up && "
			    "ip link set b0 up") ||
	    attach_refresh(set, 0, count_change, &changes) || changes != 2 ||
	    !attach_get(set, 0)->ifindex)
		return 4;
	seen(s);
	if (admin(to_admin, "send") || seen(s) != 6)
		return 5;
	/* Under another name it is another interface. */
	if (admin(to_admin, "ip link set a0 down name c0 && ip link set c0 up") ||
	    attach_refresh(set, 0, count_change, &changes) || changes != 3 ||
	    attach_get(set, 0)->ifindex || admin(to_admin, "! tc qdisc show | grep -q clsact"))
		return 8;
	if (admin(to_admin, "ip link set c0 down name a0 && ip link set a0 up") ||
	    attach_refresh(set, 0, count_change, &changes) || changes != 4)
		return 9;
	seen(s);
	if (admin(to_admin, "send") || seen(s) != 6)
		return 10;
	/* Somebody takes the hooks off. */
	if (admin(to_admin, take_off_command(want)) ||
	    attach_refresh(set, 0, count_change, &changes) || changes != 5 ||
	    last_event != ATTACH_RESTORED || attach_get(set, 0)->hooks_lost != 1 ||
	    attach_get(set, 0)->hooks_restored != 1)
		return 11;
	seen(s);
	if (admin(to_admin, "send") || seen(s) != 6)
		return 12;
	if (attach_refresh(set, 0, count_change, &changes) || changes != 5)
		return 13;
	attach_set_free(set, true);
	if (admin(to_admin, "send") || seen(s) != 0)
		return 6;
	bpf_source_free(s, true);
	close(to_admin);
	return !access(pin_dir(), F_OK) ? 7 : 0;
}

static int in_child(int (*body)(enum attach_want want), enum attach_want want)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		int code = body(want);

		fflush(stdout);
		_exit(code);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
	set_up();
	each_mode();
	next_process_takes_over(ATTACH_NATIVE, ATTACH_NATIVE);
	next_process_takes_over(ATTACH_TC, ATTACH_TC);
	next_process_takes_over(ATTACH_CLSACT, ATTACH_CLSACT);
	next_process_takes_over(ATTACH_GENERIC, ATTACH_NATIVE);
	next_process_takes_over(ATTACH_CLSACT, ATTACH_TC);
	next_process_takes_over(ATTACH_TC, ATTACH_CLSACT);
	detach_cleans_up(ATTACH_NATIVE);
	detach_cleans_up(ATTACH_CLSACT);
	tap_is(in_child(flap, ATTACH_TC), 0, "tc: flap without any capability, if there is tcx");
	tap_is(in_child(flap, ATTACH_NATIVE), 0, "native: likewise");
	tap_is(in_child(flap, ATTACH_CLSACT), 0, "clsact: flap with CAP_NET_ADMIN alone");
	tap_is(in_child(awaited, ATTACH_AUTO), 0, "one that comes later");
	tap_is(in_child(awaited, ATTACH_CLSACT), 0, "by clsact: likewise");
	umount(bpffs);
	rmdir(bpffs);
	return tap_done();
}
