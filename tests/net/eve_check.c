// SPDX-License-Identifier: MIT
/*
 * eve_check - lines of EVE against the field rules of tests/unit/eve_rules.h.
 *
 *   eve_check [FILE...]     standard input without a file
 *
 * Every line must be one event, written without a blank. Prints what is wrong, then how
 * many events of each kind there were. Exit 1: something is wrong, or there was no event.
 */
#include "tests/unit/eve_rules.h"

#define LINE_SIZE (1u << 20)
#define PROBLEMS_SHOWN 20

static const char *const kinds[] = { "alert", "flow", "stats" };
static unsigned long count[3];
static unsigned long bad;

static void check_line(const char *name, unsigned long number, const char *line, size_t length)
{
	json_error_t error;
	json_t *event = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	const char *type = json_string_value(json_object_get(event, "event_type"));
	unsigned int problems = 1, kind = 0;

	while (kind < 3 && type && strcmp(type, kinds[kind]))
		kind++;
	if (!event)
		printf("#   %s\n", error.text);
	else if (!type || kind == 3)
		printf("#   event_type is not known\n");
	else
		problems = check_object(event, "", *type) + check_required(event, *type);
	if (problems && ++bad <= PROBLEMS_SHOWN)
		printf("%s:%lu: %.*s\n", name, number, (int)length, line);
	if (!problems)
		count[kind]++;
	json_decref(event);
}

static void check_file(const char *name, FILE *file)
{
	static char line[LINE_SIZE];
	unsigned long number = 0;

	while (fgets(line, sizeof(line), file)) {
		size_t length = strlen(line);

		number++;
		if (line[length - 1] == '\n') {
			check_line(name, number, line, length - 1);
			continue;
		}
		printf("%s:%lu: the line has no end\n", name, number);
		bad++;
	}
}

int main(int argc, char **argv)
{
	if (argc == 1)
		check_file("-", stdin);
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");

		if (!file) {
			perror(argv[i]);
			return 2;
		}
		check_file(argv[i], file);
		fclose(file);
	}
	printf("%lu alerts, %lu flows, %lu stats; %lu lines are wrong\n", count[0], count[1], count[2],
	       bad);
	return bad || !(count[0] + count[1] + count[2]);
}
