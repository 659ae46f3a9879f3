// SPDX-License-Identifier: MIT
#include "maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../log.h"
#include "weir.skel.h"

#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5) /* Linux 5.18 */
#endif

/* Names in the object and of the pins. */
static const char *const role_names[MAP_ROLES] = {
	[MAP_ACTIVE] = "active",
	[MAP_FLOWS_OUTER] = "flows",
	[MAP_VICTIMS_OUTER] = "victims",
	[MAP_FLOWS] = "flows_a",
	[MAP_FLOWS_B] = "flows_b",
	[MAP_COUNTERS] = "counters_a",
	[MAP_COUNTERS_B] = "counters_b",
	[MAP_VICTIMS] = "victims_a",
	[MAP_VICTIMS_B] = "victims_b",
	[MAP_LEDGER] = "ledger",
	[MAP_VANTAGES] = "vantages",
	[MAP_SCRATCH] = "scratch",
	[MAP_EVENTS] = "events",
	[MAP_FRAMES] = "frames",
	[MAP_FRAME_SCRATCH] = "frame_scratch",
	[MAP_WATCH] = "watch",
};

static int print_to_log(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char line[512];
	int length;

	if (level == LIBBPF_DEBUG)
		return 0;
	length = vsnprintf(line, sizeof(line), format, arguments);
	log_debug("%.*s", (int)sizeof(line), line);
	return length;
}

void map_set_init(struct map_set *m)
{
	unsigned int i;

	for (i = 0; i < MAP_ROLES; i++)
		m->fd[i] = -1;
	m->cpus = 0;
}

void map_set_close(struct map_set *m)
{
	unsigned int i;

	for (i = 0; i < MAP_ROLES; i++)
		if (m->fd[i] >= 0)
			close(m->fd[i]);
	map_set_init(m);
}

static int count_cpus(struct map_set *m)
{
	int cpus = libbpf_num_possible_cpus();

	if (cpus < 0)
		return cpus;
	m->cpus = (unsigned int)cpus;
	return 0;
}

static struct bpf_map *find_map(const struct weir_bpf *programs, unsigned int role)
{
	return bpf_object__find_map_by_name(programs->obj, role_names[role]);
}

/* The object opened with the sizes asked for, nothing of it in the kernel yet. */
static int open_object(uint32_t flows_max, uint32_t ring_bytes, struct weir_bpf **out)
{
	struct weir_bpf *o;
	int error;

	libbpf_set_print(print_to_log);
	o = weir_bpf__open();
	if (!o)
		return -errno;
	error = bpf_map__set_max_entries(find_map(o, MAP_FLOWS), flows_max);
	if (!error)
		error = bpf_map__set_max_entries(find_map(o, MAP_FLOWS_B), flows_max);
	if (!error)
		error = bpf_map__set_max_entries(find_map(o, MAP_EVENTS), ring_bytes);
	if (!error)
		error = bpf_map__set_max_entries(find_map(o, MAP_FRAMES), ring_bytes);
	if (error) {
		weir_bpf__destroy(o);
		return error;
	}
	*out = o;
	return 0;
}

static void load_programs(struct weir_bpf *o, bool xdp, bool tc)
{
	bpf_program__set_autoload(o->progs.weir_xdp, xdp);
	bpf_program__set_autoload(o->progs.weir_tc_ingress, tc);
	bpf_program__set_autoload(o->progs.weir_tc_egress, tc);
}

static int take_maps(struct map_set *m, const struct weir_bpf *o)
{
	unsigned int i;

	for (i = 0; i < MAP_ROLES; i++) {
		m->fd[i] = fcntl(bpf_map__fd(find_map(o, i)), F_DUPFD_CLOEXEC, 3);
		if (m->fd[i] < 0)
			return -errno;
	}
	return 0;
}

/* Every CPU's counters of every vantage name the pair they belong to: programs find the
 * flow map by it. */
static int write_epochs(const struct map_set *m)
{
	struct weir_counters *values = calloc(m->cpus, sizeof(*values));
	unsigned int pair, cpu;
	uint32_t vantage;
	int error = 0;

	if (!values)
		return -ENOMEM;
	for (pair = 0; pair < 2; pair++) {
		for (cpu = 0; cpu < m->cpus; cpu++)
			values[cpu].epoch = pair;
		for (vantage = 0; vantage < WEIR_VANTAGES && !error; vantage++)
			error = bpf_map_update_elem(m->fd[MAP_COUNTERS + pair], &vantage, values, 0);
	}
	free(values);
	return error;
}

static int write_ledger(const struct map_set *m, uint32_t flows_max)
{
	struct weir_ledger ledger = { .abi = WEIR_ABI_VERSION, .flows_max = flows_max };
	uint32_t zero = 0;

	return bpf_map_update_elem(m->fd[MAP_LEDGER], &zero, &ledger, 0);
}

int map_set_create(struct map_set *m, uint32_t flows_max, uint32_t ring_bytes)
{
	struct weir_bpf *o;
	int error;

	map_set_init(m);
	error = count_cpus(m);
	if (!error)
		error = open_object(flows_max, ring_bytes, &o);
	if (error)
		return error;
	load_programs(o, false, false);
	error = weir_bpf__load(o);
	if (!error)
		error = take_maps(m, o);
	weir_bpf__destroy(o);
	if (!error)
		error = write_epochs(m);
	if (!error)
		error = write_ledger(m, flows_max);
	if (error)
		map_set_close(m);
	return error;
}

static int pin_path(char path[static PATH_MAX], const char *dir, unsigned int role)
{
	int length = snprintf(path, PATH_MAX, "%s/%s", dir, role_names[role]);

	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

int map_set_open(struct map_set *m, const char *dir)
{
	char path[PATH_MAX];
	unsigned int i;
	int error;

	map_set_init(m);
	error = count_cpus(m);
	for (i = 0; i < MAP_ROLES && !error; i++) {
		error = pin_path(path, dir, i);
		if (error)
			break;
		m->fd[i] = bpf_obj_get(path);
		if (m->fd[i] < 0 && !(errno == ENOENT && i >= MAP_FRAMES))
			error = -errno;
	}
	if (error)
		map_set_close(m);
	return error;
}

int map_set_pin(const struct map_set *m, const char *dir)
{
	char path[PATH_MAX];
	unsigned int i;
	int error;

	for (i = 0; i < MAP_ROLES; i++) {
		error = pin_path(path, dir, i);
		if (error)
			return error;
		if (unlink(path) && errno != ENOENT)
			return -errno;
		error = bpf_obj_pin(m->fd[i], path);
		if (error)
			return error;
	}
	return 0;
}

void map_set_unpin(const char *dir)
{
	char path[PATH_MAX];
	unsigned int i;

	for (i = 0; i < MAP_ROLES; i++)
		if (!pin_path(path, dir, i))
			unlink(path);
}

static bool same_shape(const struct bpf_map *wanted, const struct bpf_map_info *have)
{
	return have->type == (uint32_t)bpf_map__type(wanted) &&
	       have->key_size == bpf_map__key_size(wanted) &&
	       have->value_size == bpf_map__value_size(wanted);
}

static int map_info(int fd, struct bpf_map_info *info)
{
	uint32_t length = sizeof(*info);

	*info = (struct bpf_map_info){ 0 };
	return bpf_obj_get_info_by_fd(fd, info, &length);
}

static bool fits_object(const struct map_set *m, const struct weir_bpf *o, bool sizes)
{
	struct bpf_map_info info;
	struct weir_ledger ledger;
	uint32_t zero = 0;
	unsigned int i;

	for (i = 0; i < MAP_ROLES; i++) {
		const struct bpf_map *wanted = find_map(o, i);

		if (map_info(m->fd[i], &info) || !same_shape(wanted, &info))
			return false;
		if (sizes && info.max_entries != bpf_map__max_entries(wanted))
			return false;
	}
	return !bpf_map_lookup_elem(m->fd[MAP_LEDGER], &zero, &ledger) &&
	       ledger.abi == WEIR_ABI_VERSION;
}

bool map_set_fits(const struct map_set *m, uint32_t flows_max, uint32_t ring_bytes)
{
	struct weir_bpf *o;
	bool fits;

	if (open_object(flows_max, ring_bytes, &o))
		return false;
	fits = fits_object(m, o, true);
	weir_bpf__destroy(o);
	return fits;
}

bool map_set_readable(const struct map_set *m)
{
	struct weir_bpf *o;
	bool fits;

	if (open_object(1, (uint32_t)getpagesize(), &o))
		return false;
	fits = fits_object(m, o, false);
	weir_bpf__destroy(o);
	return fits;
}

/* An outer map's element reads as the id of the map in it. Comparing ids needs no
 * capability; opening a map by its id does. */
int map_set_active(const struct map_set *m)
{
	struct bpf_map_info info;
	uint32_t zero = 0, id;
	unsigned int pair;

	if (bpf_map_lookup_elem(m->fd[MAP_ACTIVE], &zero, &id))
		return -errno;
	for (pair = 0; pair < 2; pair++) {
		if (map_info(m->fd[MAP_COUNTERS + pair], &info))
			return -errno;
		if (info.id == id)
			return (int)pair;
	}
	return -ESTALE;
}

int map_set_activate(const struct map_set *m, unsigned int pair)
{
	uint32_t zero = 0;

	return bpf_map_update_elem(m->fd[MAP_ACTIVE], &zero, &m->fd[MAP_COUNTERS + pair], 0);
}

static int load_over(const struct map_set *m, const struct weir_config *config,
		     struct weir_bpf **out)
{
	struct weir_bpf *o = weir_bpf__open();
	unsigned int i;
	int error = 0;

	if (!o)
		return -errno;
	o->rodata->config = *config;
	load_programs(o, true, !config->replay);
	if (config->frags)
		error = bpf_program__set_flags(o->progs.weir_xdp, BPF_F_XDP_HAS_FRAGS);
	for (i = 0; i < MAP_ROLES && !error; i++)
		error = bpf_map__reuse_fd(find_map(o, i), m->fd[i]);
	if (!error)
		error = weir_bpf__load(o);
	if (error) {
		weir_bpf__destroy(o);
		return error;
	}
	*out = o;
	return 0;
}

int map_programs_load(const struct map_set *m, struct weir_config *config, struct weir_bpf **out)
{
	int error;

	libbpf_set_print(print_to_log);
	config->frags = !config->replay;
	error = load_over(m, config, out);
	if (!error || !config->frags || error == -EPERM)
		return error;
	config->frags = 0;
	return load_over(m, config, out);
}

void map_programs_free(struct weir_bpf *programs)
{
	weir_bpf__destroy(programs);
}

void map_programs_watch(struct weir_bpf *programs, uint32_t kinds)
{
	programs->bss->watching = kinds;
}

int map_programs_xdp(const struct weir_bpf *programs)
{
	return bpf_program__fd(programs->progs.weir_xdp);
}

int map_programs_tc(const struct weir_bpf *programs, enum weir_hook hook)
{
	return bpf_program__fd(hook == WEIR_HOOK_EGRESS ? programs->progs.weir_tc_egress :
							  programs->progs.weir_tc_ingress);
}
