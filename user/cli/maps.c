// SPDX-License-Identifier: MIT
/* weir maps: where the maps are pinned, and how to look into them. */
#include "verb.h"
#include "../source/pins.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: weir maps [--bpffs DIR] [--json]\n"
	"\n"
	"Lists the pinned maps of the sensor: how many entries each has room for and holds,\n"
	"the kernel memory it takes, and the bpftool command that prints it. Needs root.\n"
	"Exit 3: no sensor is running; 4: no permission.\n";

/* In the order a reader would want them. */
static const struct {
	const char *name;
	const char *text;
} maps[] = {
	{ "flows_a", "flow records of one window" },
	{ "flows_b", "and of the other, in turns" },
	{ "counters_a", "the account by vantage and CPU, while flows_a is in use" },
	{ "counters_b", "and while flows_b is" },
	{ "victims_a", "destinations of packets that did not fit flows_a" },
	{ "victims_b", "and flows_b" },
	{ "active", "the counters in use, by their id" },
	{ "watch", "flows, pairs and hosts whose packets are captured now" },
	{ "ledger", "what was taken out of the maps so far" },
	{ "vantages", "which interface has which slot, and how it is attached" },
};

#define KEY_BYTES_MAX 256

struct pinned {
	char path[PATH_MAX + 32];
	struct bpf_map_info info;
	long entries; /* in use; -1: always all of them */
	unsigned long long bytes; /* of the kernel's memory; 0: it does not say */
};

/* What the kernel says of an open map (proc(5), fdinfo). */
static unsigned long long memory_of(int fd)
{
	char path[64], line[128];
	unsigned long long bytes = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "memlock: %llu", &bytes) == 1)
			break;
	if (f)
		fclose(f);
	return bytes;
}

/* A walk meets entries that come and go; it ends after as many as there is room for. */
static long count_entries(int fd, const struct bpf_map_info *info)
{
	uint8_t key[KEY_BYTES_MAX], next[KEY_BYTES_MAX];
	long found = 0;

	if (info->type != BPF_MAP_TYPE_HASH || info->key_size > KEY_BYTES_MAX)
		return -1;
	while (found < (long)info->max_entries &&
	       !bpf_map_get_next_key(fd, found ? key : NULL, next)) {
		memcpy(key, next, info->key_size);
		found++;
	}
	return found;
}

static int read_map(const char *bpffs, const char *name, struct pinned *out)
{
	uint32_t size = sizeof(out->info);
	int fd, error = 0;

	snprintf(out->path, sizeof(out->path), "%s/weir/%s", bpffs, name);
	fd = bpf_obj_get(out->path);
	if (fd < 0)
		return -errno;
	memset(&out->info, 0, sizeof(out->info));
	if (bpf_obj_get_info_by_fd(fd, &out->info, &size))
		error = -errno;
	out->entries = error ? -1 : count_entries(fd, &out->info);
	out->bytes = memory_of(fd);
	close(fd);
	return error;
}

/* Id of the counters that the programs use now; 0 if that cannot be told. */
static uint32_t active_id(const char *bpffs)
{
	char path[PATH_MAX + 32];
	uint32_t zero = 0, id = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/weir/active", bpffs);
	fd = bpf_obj_get(path);
	if (fd < 0)
		return 0;
	if (bpf_map_lookup_elem(fd, &zero, &id))
		id = 0;
	close(fd);
	return id;
}

static void print_map(const struct pinned *p, const char *name, const char *text, bool in_use)
{
	char fill[64] = "all";

	if (p->entries >= 0)
		snprintf(fill, sizeof(fill), "%ld (%ld %%)", p->entries,
			 100 * p->entries / (long)(p->info.max_entries ? p->info.max_entries : 1));
	printf("%s: %s%s\n", name, text, in_use ? " (in use now)" : "");
	printf("    room for %u, in use %s, %.1f MiB\n", p->info.max_entries, fill,
	       (double)p->bytes / (1 << 20));
	printf("    bpftool map dump pinned %s\n", p->path);
}

static int add_json(json_t *list, const struct pinned *p, const char *name, const char *text,
		    bool in_use)
{
	char command[sizeof(p->path) + 32];

	snprintf(command, sizeof(command), "bpftool map dump pinned %s", p->path);
	return json_array_append_new(
		list,
		json_pack("{s:s,s:s,s:s,s:i,s:i,s:I,s:I,s:b,s:s}", "name", name, "text", text, "path",
			  p->path, "id", (int)p->info.id, "max_entries", (int)p->info.max_entries,
			  "entries",
			  (json_int_t)(p->entries < 0 ? (long)p->info.max_entries : p->entries),
			  "bytes", (json_int_t)p->bytes, "in_use", in_use, "command", command));
}

/* @list: NULL for text. How many maps there are, or a negative errno. */
static int list_maps(const char *bpffs, json_t *list)
{
	uint32_t in_use = active_id(bpffs);
	int found = 0, error;
	bool used, pair_used = false;
	struct pinned p;
	size_t i;

	for (i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		error = read_map(bpffs, maps[i].name, &p);
		if (error == -ENOENT)
			continue;
		if (error)
			return error;
		used = in_use && p.info.id == in_use;
		pair_used |= used;
		found++;
		if (list)
			error = add_json(list, &p, maps[i].name, maps[i].text, used);
		else
			print_map(&p, maps[i].name, maps[i].text, used);
		if (error)
			return -ENOMEM;
	}
	if (!list && pair_used)
		puts("A window's flows are in the map that belongs to the counters in use.");
	return found;
}

static int report(const char *bpffs, int found)
{
	if (found > 0)
		return EXIT_OK;
	if (!found || found == -ENOENT) {
		fprintf(stderr, "weir: no maps are pinned under %s/weir: no sensor runs\n", bpffs);
		return EXIT_NOT_RUNNING;
	}
	if (found == -EPERM || found == -EACCES) {
		fprintf(stderr,
			"weir: only root may look under %s/weir: sudo weir maps; the fill of the flow "
			"map is in `weir status`\n",
			bpffs);
		return EXIT_NO_PERMISSION;
	}
	fprintf(stderr, "weir: cannot read the pins under %s/weir: %s\n", bpffs, strerror(-found));
	return EXIT_FAILED;
}

int verb_maps(int argc, char **argv)
{
	static const struct option options[] = {
		{ "bpffs", required_argument, NULL, 'b' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *bpffs = PINS_DEFAULT_BPFFS;
	json_t *list = NULL;
	bool json = false;
	int option, found;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (option == 'b') {
			bpffs = optarg;
		} else if (option == 'j') {
			json = true;
		} else {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (json)
		list = json_array();
	found = json && !list ? -ENOMEM : list_maps(bpffs, list);
	if (list && found > 0) {
		json_dumpf(list, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
		putchar('\n');
	}
	json_decref(list);
	return report(bpffs, found);
}
