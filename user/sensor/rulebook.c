// SPDX-License-Identifier: MIT
#include "rulebook.h"

#include "../control/ini_file.h"
#include "../control/rule_file.h"
#include "../control/rule_memory.h"
#include "../durable.h"
#include "../log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY RULESET_EFFECTS /* the file behind those of both effects */
#define FILE_MODE 0640

static uint64_t memory_sum(const struct rulebook *b)
{
	uint64_t sum = marks_changes(b->marks);

	for (unsigned int i = 0; i < ruleset_count(b->rules); i++)
		sum += ruleset_get(b->rules, i)->hits;
	return sum;
}

static int set_paths(struct rulebook *b, const char *state)
{
	int length = snprintf(b->save.path[MEMORY], PATH_MAX, "%s/rules", state);
	int result = length < PATH_MAX - 16 ? 0 : -ENAMETOOLONG;

	for (int effect = 0; !result && effect < RULESET_EFFECTS; effect++)
		result = rule_file_path(state, (enum ruleset_effect)effect, PATH_MAX,
					b->save.path[effect]);
	if (result)
		return result;
	/* At the first start not even the state's own folder is there. */
	mkdir(state, 0750);
	if (mkdir(b->save.path[MEMORY], 0750) && errno != EEXIST)
		log_warning("%s: cannot be made (%s), so rules that are added are lost at the end",
			    b->save.path[MEMORY], strerror(errno));
	strcat(b->save.path[MEMORY], "/memory.json");
	return 0;
}

static void remember(struct rulebook *b)
{
	const char *path = b->save.path[MEMORY];
	char aside[PATH_MAX + 8];
	char *text = NULL;
	size_t size = 0;
	int error = ini_file_read(path, RULE_MEMORY_BYTES_MAX, &text, &size);

	if (error == -ENOENT)
		return;
	if (!error)
		error = rule_memory_parse(text, size, b->rules, b->marks);
	free(text);
	if (!error)
		return;
	snprintf(aside, sizeof(aside), "%s.broken", path);
	log_warning("%s: cannot be used (%s): %s, hits and acknowledgements begin anew", path,
		    strerror(-error), rename(path, aside) ? "left there" : "kept aside");
}

int rulebook_open(struct rulebook *b, struct ruleset *rules, const char *state, uint64_t now)
{
	int result;

	memset(b, 0, sizeof(*b));
	b->worker.fd = -1;
	result = marks_new(&b->marks);
	if (!result)
		result = worker_init(&b->worker);
	if (!result)
		result = set_paths(b, state);
	if (result) {
		marks_free(b->marks);
		worker_fini(&b->worker);
		b->marks = NULL;
		return result;
	}
	b->rules = rules;
	b->next_ns = now + RULEBOOK_EVERY_NS;
	remember(b);
	b->memory = memory_sum(b);
	return 0;
}

/* The rules of a running sensor are what counts, not the file they are in by now. */
static void move_added(struct ruleset *to, struct ruleset *from)
{
	for (unsigned int i = 0; i < ruleset_count(from); i++) {
		struct ruleset_rule *rule = ruleset_get(from, i);
		char name[RULESET_NAME_SIZE];
		int result;

		if (rule->origin != RULESET_ADDED)
			continue;
		strcpy(name, rule->name);
		result = ruleset_add(to, rule);
		if (result)
			log_warning("the added rule %s goes: %s", name,
				    result == -EEXIST ? "a file has one of this name" :
							"there are too many rules");
	}
}

struct ruleset *rulebook_swap(struct rulebook *b, struct ruleset *next)
{
	struct ruleset *old = b->rules;

	ruleset_inherit(next, old);
	move_added(next, old);
	b->added = true;
	b->rules = next;
	return old;
}

static void write_all(void *ctx)
{
	struct rulebook_save *save = ctx;

	save->result = 0;
	for (unsigned int i = 0; i < RULEBOOK_FILES; i++) {
		int result = 0;

		if (save->text[i])
			result = durable_write(save->path[i], save->text[i],
					       strlen(save->text[i]), FILE_MODE);
		if (result && !save->result) {
			save->result = result;
			save->failed = i;
		}
	}
}

static int make_texts(struct rulebook *b)
{
	for (int effect = 0; b->added && effect < RULESET_EFFECTS; effect++) {
		b->save.text[effect] = rule_file_text(b->rules, (enum ruleset_effect)effect);
		if (!b->save.text[effect])
			return -ENOMEM;
	}
	b->save.text[MEMORY] = rule_memory_text(b->rules, b->marks);
	return b->save.text[MEMORY] ? 0 : -ENOMEM;
}

static void drop_texts(struct rulebook *b)
{
	for (unsigned int i = 0; i < RULEBOOK_FILES; i++) {
		free(b->save.text[i]);
		b->save.text[i] = NULL;
	}
}

static void note(struct rulebook *b, int result)
{
	drop_texts(b);
	b->saved += !result;
	b->failed += result < 0;
	/* Told once until it works again. */
	if (result && !b->failing)
		log_warning("%s: cannot be saved (%s): the old one stays, if there is one",
			    b->save.path[b->save.failed], strerror(-result));
	b->failing = result;
	b->added |= result < 0;
}

static void start_save(struct rulebook *b)
{
	int result = make_texts(b);

	b->memory = memory_sum(b);
	b->added = false;
	if (!result)
		result = worker_start(&b->worker, write_all, &b->save);
	if (result)
		note(b, result);
}

void rulebook_changed(struct rulebook *b, bool rules)
{
	b->added |= rules;
	b->next_ns = 0;
	if (!worker_busy(&b->worker))
		start_save(b);
}

void rulebook_tick(struct rulebook *b, uint64_t now)
{
	if (worker_take(&b->worker))
		note(b, b->save.result);
	if (worker_busy(&b->worker) || now < b->next_ns)
		return;
	b->next_ns = now + RULEBOOK_EVERY_NS;
	if (b->added || memory_sum(b) != b->memory)
		start_save(b);
}

void rulebook_close(struct rulebook *b)
{
	if (!b->rules)
		return;
	if (worker_wait(&b->worker))
		note(b, b->save.result);
	/* A start that failed beside a sensor that runs must not take its word. */
	if ((b->added || memory_sum(b) != b->memory) && !make_texts(b)) {
		write_all(&b->save);
		note(b, b->save.result);
	}
	drop_texts(b);
	worker_fini(&b->worker);
	marks_free(b->marks);
	ruleset_free(b->rules);
	b->rules = NULL;
}
