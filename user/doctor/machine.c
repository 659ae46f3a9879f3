// SPDX-License-Identifier: MIT
#include "doctor.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define KERNEL(major, minor) ((major)*1000 + (minor))
#define KERNEL_MIN KERNEL(5, 10)
#define KERNEL_CGROUP KERNEL(5, 11) /* BPF memory no longer counts as locked */
#define KERNEL_TCX KERNEL(6, 6)
#define CLOCK_MIN 1735689600 /* 2025-01-01: weir is younger than that */
#define UNSUPPORTED 524	     /* ENOTSUPP of the kernel, which libc does not know */

int doctor_read(const struct doctor *d, const char *path, char *out, size_t size)
{
	char full[512];
	ssize_t got;
	int fd;

	snprintf(full, sizeof(full), "%s%s", d->root, path);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = read(fd, out, size - 1);
	close(fd);
	if (got < 0)
		return -errno;
	out[got] = '\0';
	return (int)got;
}

static int kernel_version(const struct doctor *d)
{
	char text[256];
	int major = 0, minor = 0;

	if (doctor_read(d, "/proc/sys/kernel/osrelease", text, sizeof(text)) > 0 &&
	    sscanf(text, "%d.%d", &major, &minor) == 2)
		return KERNEL(major, minor);
	return 0;
}

static void check_version(struct doctor *d)
{
	int version = kernel_version(d);

	if (version < KERNEL_MIN)
		check_add(&d->checks, CHECK_BLIND, "kernel", NULL, "apt full-upgrade",
			  "Linux %d.%d is too old: 5.10 is the oldest that weir runs on",
			  version / 1000, version % 1000);
	else if (version < KERNEL_TCX)
		check_add(&d->checks, CHECK_OK, "kernel", NULL, NULL,
			  "Linux %d.%d: tc by clsact (tcx comes with 6.6)", version / 1000,
			  version % 1000);
	else
		check_add(&d->checks, CHECK_OK, "kernel", NULL, NULL, "Linux %d.%d", version / 1000,
			  version % 1000);
}

/* Of a map with one entry: -EINVAL and -ENOTSUPP where the kernel has no such call. */
static bool has_batch(void)
{
	uint32_t key, out = 0, count = 1;
	uint64_t value;
	int map = bpf_map_create(BPF_MAP_TYPE_HASH, NULL, sizeof(key), sizeof(value), 1, NULL);
	int error;

	if (map < 0)
		return false;
	error = bpf_map_lookup_and_delete_batch(map, NULL, &out, &key, &value, &count, NULL);
	error = error ? errno : 0;
	close(map);
	return error != EINVAL && error != UNSUPPORTED;
}

void doctor_kernel(struct doctor *d)
{
	const struct {
		const char *name;
		const char *text;
		bool there;
	} features[] = {
		{"ring-buffer", "BPF ring buffer (Linux 5.8)",
		 libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL) > 0},
		{"map-in-map", "BPF maps of maps",
		 libbpf_probe_bpf_map_type(BPF_MAP_TYPE_ARRAY_OF_MAPS, NULL) > 0},
		{"batch", "BPF batch calls (Linux 5.6)", has_batch()},
		{"xdp-programs", "BPF in drivers (XDP)",
		 libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, NULL) > 0},
		{"tc-programs", "BPF at tc",
		 libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_SCHED_CLS, NULL) > 0},
	};
	size_t i;

	for (i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		check_add(&d->checks, features[i].there ? CHECK_OK : CHECK_BLIND, features[i].name,
			  NULL, features[i].there ? NULL : "apt full-upgrade",
			  features[i].there ? "%s" : "this kernel lacks %s: weir cannot run",
			  features[i].text);
}

static void check_btf(struct doctor *d)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/sys/kernel/btf/vmlinux", d->root);
	if (!access(path, F_OK))
		check_add(&d->checks, CHECK_OK, "btf", NULL, NULL, "the kernel has BTF");
	else
		check_add(&d->checks, CHECK_NOTE, "btf", NULL, NULL,
			  "the kernel has no BTF: weir needs none, bpftool shows maps less well");
}

static void check_jit(struct doctor *d)
{
	char text[16];

	/* No such file: it is always on (CONFIG_BPF_JIT_ALWAYS_ON). */
	if (doctor_read(d, "/proc/sys/net/core/bpf_jit_enable", text, sizeof(text)) > 0 &&
	    text[0] == '0')
		check_add(&d->checks, CHECK_WARNING, "jit", NULL,
			  "sysctl -w net.core.bpf_jit_enable=1",
			  "BPF programs are interpreted, which costs several times the CPU");
	else
		check_add(&d->checks, CHECK_OK, "jit", NULL, NULL, "BPF programs are compiled");
}

static void check_locked(struct doctor *d)
{
	uint64_t need = d->config->memory_bytes;
	struct rlimit limit = {0};

	getrlimit(RLIMIT_MEMLOCK, &limit);
	if (kernel_version(d) >= KERNEL_CGROUP)
		check_add(&d->checks, CHECK_OK, "locked-memory", NULL, NULL,
			  "BPF memory does not count against the limit of locked memory");
	else if (limit.rlim_cur < need)
		check_add(
			&d->checks, CHECK_WARNING, "locked-memory", NULL, "ulimit -l unlimited",
			"the limit of locked memory, %llu KiB, is below the budget; the unit file "
			"lifts it (LimitMEMLOCK=), a shell does not",
			(unsigned long long)limit.rlim_cur >> 10);
	else
		check_add(&d->checks, CHECK_OK, "locked-memory", NULL, NULL,
			  "the limit of locked memory allows for the budget");
}

static void check_memory(struct doctor *d)
{
	unsigned long long available = 0, need = d->config->memory_bytes >> 10;
	const char *at;
	char text[2048];

	if (doctor_read(d, "/proc/meminfo", text, sizeof(text)) > 0) {
		at = strstr(text, "MemAvailable:");
		available = at ? strtoull(at + strlen("MemAvailable:"), NULL, 10) : 0;
	}
	if (available < need)
		check_add(
			&d->checks, CHECK_WARNING, "memory", NULL, NULL,
			"%llu MiB are free and the budget is %llu: set a smaller [Sensor] memory=",
			available >> 10, need >> 10);
	else
		check_add(&d->checks, CHECK_OK, "memory", NULL, NULL,
			  "%llu MiB are free, the budget is %llu", available >> 10, need >> 10);
}

static void check_clock(struct doctor *d)
{
	struct timex state = {0};
	bool unsynchronised = adjtimex(&state) == TIME_ERROR || state.status & STA_UNSYNC;

	if (time(NULL) < CLOCK_MIN)
		check_add(&d->checks, CHECK_WARNING, "clock", NULL, "timedatectl set-ntp true",
			  "the clock is in the past: alerts and what is learned get wrong times");
	else if (unsynchronised)
		check_add(&d->checks, CHECK_NOTE, "clock", NULL, "timedatectl set-ntp true",
			  "the clock is not synchronised: times of alerts may not fit other logs");
	else
		check_add(&d->checks, CHECK_OK, "clock", NULL, NULL, "the clock is synchronised");
}

void doctor_machine(struct doctor *d)
{
	check_version(d);
	check_btf(d);
	check_jit(d);
	check_locked(d);
	check_memory(d);
	check_clock(d);
}
