// SPDX-License-Identifier: MIT
#include "bpf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../log.h"
#include "live.h"
#include "pins.h"
#include "takeover.h"

static int explain(char error[static BPF_ERROR_SIZE], int code, const struct bpf_options *o)
{
	const char *bpffs = o->bpffs ? o->bpffs : PINS_DEFAULT_BPFFS;

	if (code == -EPERM || code == -EACCES)
		snprintf(error, BPF_ERROR_SIZE,
			 "not permitted to use BPF: run as root, or with CAP_BPF, CAP_NET_ADMIN, "
			 "CAP_PERFMON and write access to %s", bpffs);
	else if (code == -EBUSY)
		snprintf(error, BPF_ERROR_SIZE,
			 "another weir runs on %s/weir: stop it, or give another --bpffs", bpffs);
	else if (code == -ENOMEM || code == -E2BIG)
		snprintf(error, BPF_ERROR_SIZE,
			 "no memory for flow maps of %u entries: set a smaller memory budget",
			 o->flows_max);
	else if (code == -EUCLEAN)
		snprintf(error, BPF_ERROR_SIZE,
			 "the pins under %s/weir hold more than was counted: run 'weir detach' first",
			 bpffs);
	else if (code == -ESTALE)
		snprintf(error, BPF_ERROR_SIZE,
			 "the pins under %s/weir do not belong together: run 'weir detach' first",
			 bpffs);
	else
		snprintf(error, BPF_ERROR_SIZE, "cannot set up maps under %s/weir: %s", bpffs,
			 strerror(-code));
	return code;
}

static int explain_pins(char error[static BPF_ERROR_SIZE], int code, const struct bpf_options *o)
{
	const char *bpffs = o->bpffs ? o->bpffs : PINS_DEFAULT_BPFFS;

	if (code != -ENOTSUP && code != -ENOENT)
		return explain(error, code, o);
	snprintf(error, BPF_ERROR_SIZE,
		 "%s is not a bpf file system: mount one ('mount -t bpf bpf %s'), or give --bpffs",
		 bpffs, bpffs);
	return -ENOTSUP;
}

/* Why the kernel would not make the maps, where that is its age or its configuration. */
static int explain_create(char error[static BPF_ERROR_SIZE], int code, const struct bpf_options *o)
{
	if (code == -EPERM || code == -EACCES || code == -ENOMEM)
		return explain(error, code, o);
	if (libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL) == 0) {
		snprintf(error, BPF_ERROR_SIZE, "this kernel has no BPF ring buffer: Linux 5.8 or "
						"newer is needed");
		return -ENOTSUP;
	}
	return explain(error, code, o);
}

static int take_over(struct bpf_source *s)
{
	int error = drain_init(&s->drain, &s->maps);

	return error ? error : takeover_account(&s->drain, &s->takeover);
}

static int start_fresh(struct bpf_source *s, char error[static BPF_ERROR_SIZE])
{
	int code = map_set_create(&s->maps, s->options.flows_max, s->options.ring_bytes);

	return code ? explain_create(error, code, &s->options) : 0;
}

/* Interfaces keep their slots. */
static int copy_vantages(struct bpf_source *s)
{
	struct weir_vantage v;
	uint32_t key;
	int error = 0;

	for (key = 0; key < WEIR_VANTAGES && !error; key++) {
		error = bpf_map_lookup_elem(s->previous.fd[MAP_VANTAGES], &key, &v);
		if (!error)
			error = bpf_map_update_elem(s->maps.fd[MAP_VANTAGES], &key, &v, 0);
	}
	return error;
}

/* The old maps stay open beside the new ones: their programs count on until attach.h has
 * put new programs in their place, and the first drain fetches the rest. */
static int replace_maps(struct bpf_source *s, char error[static BPF_ERROR_SIZE])
{
	const struct bpf_options *o = &s->options;
	int code = 0;

	s->previous = s->maps;
	map_set_init(&s->maps);
	s->replacing = true;
	if (map_set_readable(&s->previous)) {
		code = drain_init(&s->previous_drain, &s->previous);
		if (!code)
			code = takeover_account(&s->previous_drain, &s->takeover);
	} else {
		s->previous_foreign = true;
		code = takeover_foreign(&s->previous, &s->foreign, &s->takeover);
	}
	if (code)
		return explain(error, code, o);
	code = start_fresh(s, error);
	if (code || s->previous_foreign)
		return code;
	code = copy_vantages(s);
	return code ? explain(error, code, o) : 0;
}

static int set_up_maps(struct bpf_source *s, char error[static BPF_ERROR_SIZE])
{
	const struct bpf_options *o = &s->options;
	int code = map_set_open(&s->maps, s->pins.dir);

	if (code && code != -ENOENT)
		return explain(error, code, o);
	if (!code && map_set_fits(&s->maps, o->flows_max, o->ring_bytes)) {
		code = take_over(s);
		return code ? explain(error, code, o) : 0;
	}
	code = code ? start_fresh(s, error) : replace_maps(s, error);
	if (code)
		return code;
	code = drain_init(&s->drain, &s->maps);
	if (!code) {
		s->pinned = true;
		code = map_set_pin(&s->maps, s->pins.dir);
	}
	return code ? explain(error, code, o) : 0;
}

static int handle_event(void *ctx, void *data, size_t size)
{
	struct bpf_source *s = ctx;

	if (size >= sizeof(struct weir_event))
		s->handle(s->handle_ctx, data);
	s->handled++;
	return s->handled < s->handle_at_most ? 0 : -ENOBUFS;
}

int bpf_source_new(const struct bpf_options *o, struct bpf_source **out,
		   char error[static BPF_ERROR_SIZE])
{
	struct bpf_source *s = calloc(1, sizeof(*s));
	int code;

	if (!s)
		return explain(error, -ENOMEM, o);
	s->options = *o;
	map_set_init(&s->maps);
	map_set_init(&s->previous);
	code = pins_open(&s->pins, o->bpffs);
	if (code) {
		explain_pins(error, code, o);
		goto out;
	}
	code = set_up_maps(s, error);
	if (code)
		goto out;
	s->ring = ring_buffer__new(s->maps.fd[MAP_EVENTS], handle_event, s, NULL);
	if (!s->ring) {
		code = explain(error, -errno, o);
		goto out;
	}
	code = frames_init(s);
	if (code) {
		explain(error, code, o);
		goto out;
	}
	*out = s;
	return 0;
out:
	bpf_source_free(s, s->pinned);
	return code;
}

const struct account *bpf_source_takeover(const struct bpf_source *s)
{
	return &s->takeover;
}

int bpf_source_swap(struct bpf_source *s)
{
	int error = drain_swap(&s->drain);

	if (error)
		log_error("swap of the flow maps failed (%s): the window goes on",
			  strerror(-error));
	return error;
}

/* The rest of the maps that were replaced: no program has used them since attach.h put
 * new ones in place, but for one that ran meanwhile; the swap in here waits for it. */
static int drain_previous(struct bpf_source *s, struct account *a)
{
	int error, turn;

	if (s->previous_foreign) {
		error = takeover_foreign(&s->previous, &s->foreign, a);
	} else {
		error = 0;
		for (turn = 0; turn < 2 && !error; turn++) {
			error = drain_swap(&s->previous_drain);
			if (!error)
				error = drain_whole(&s->previous_drain, a);
		}
	}
	drain_fini(&s->previous_drain);
	map_set_close(&s->previous);
	s->replacing = false;
	return error;
}

int bpf_source_drain(struct bpf_source *s, const struct drain_sink *sink, struct account *a,
		     uint64_t budget_ns)
{
	int error;

	if (s->replacing) {
		error = drain_previous(s, a);
		if (error)
			log_error("drain of the replaced maps failed (%s)", strerror(-error));
	}
	error = drain_step(&s->drain, sink, a, budget_ns);
	if (error < 0)
		log_error("drain of the flow maps failed (%s): the rest comes two windows later",
			  strerror(-error));
	return error;
}

int bpf_source_event_fd(const struct bpf_source *s)
{
	return ring_buffer__epoll_fd(s->ring);
}

int bpf_source_events(struct bpf_source *s,
		      void (*handle)(void *ctx, const struct weir_event *event), void *ctx,
		      unsigned int at_most)
{
	int error;

	if (!at_most)
		return 0;
	s->handle = handle;
	s->handle_ctx = ctx;
	s->handle_at_most = at_most;
	s->handled = 0;
	error = ring_buffer__consume(s->ring);
	return error < 0 && error != -ENOBUFS ? error : (int)s->handled;
}

uint32_t bpf_source_last_fill(const struct bpf_source *s)
{
	return s->drain.last_fill;
}

void bpf_source_free(struct bpf_source *s, bool unpin)
{
	unsigned int i;

	if (!s)
		return;
	for (i = 0; i < WEIR_SLOTS; i++) {
		map_programs_free(s->programs[i][0]);
		map_programs_free(s->programs[i][1]);
	}
	ring_buffer__free(s->ring);
	frames_fini(s);
	drain_fini(&s->drain);
	drain_fini(&s->previous_drain);
	map_set_close(&s->maps);
	map_set_close(&s->previous);
	if (unpin && s->pins.lock_fd >= 0)
		map_set_unpin(s->pins.dir);
	pins_remove_directory(&s->pins);
	pins_close(&s->pins);
	free(s);
}
