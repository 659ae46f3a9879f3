/* SPDX-License-Identifier: MIT */
/*
 * What an answer to a client costs the sensor's loop, with 64 Ki live flows and 256 alarms:
 * each is to be below 20 ms.
 */
#include "tests/unit/view_sensor.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FLOWS 65536
#define ALARMS 256
#define RUNS 9

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

static struct control_server *serve(struct sensor *s)
{
	char folder[] = "/tmp/weir-answer-XXXXXX", path[64];
	const struct control_options o = {.path = path, .commands = sensor_commands(s)};
	struct control_server *server = NULL;

	if (!mkdtemp(folder))
		return NULL;
	snprintf(path, sizeof(path), "%s/s", folder);
	if (!control_server_new(&o, &server))
		unlink(path);
	rmdir(folder);
	return server;
}

static int bench(struct control_server *server, const char *what, const char *line)
{
	struct control_peer peer = {.greeted = true};
	uint64_t best = UINT64_MAX, worst = 0;
	size_t bytes = 0;
	bool close;

	for (unsigned int i = 0; i < RUNS; i++) {
		uint64_t start = now_ns();
		char *text = control_server_answer(server, &peer, line, strlen(line), &close);

		start = now_ns() - start;
		if (!text || strncmp(text, "{\"return\":\"OK\"", 14) != 0) {
			fprintf(stderr, "%s: %s\n", what, text ? text : "no memory");
			return 1;
		}
		bytes = strlen(text);
		free(text);
		best = start < best ? start : best;
		worst = start > worst ? start : worst;
	}
	printf("%-34s %6.2f ms, at worst %6.2f ms, %4zu KiB\n", what, (double)best / 1e6,
	       (double)worst / 1e6, bytes >> 10);
	return 0;
}

int main(void)
{
	static const char *const cases[][2] = {
		{"flows, a page of 200", "{\"command\":\"flows\"}"},
		{"flows, a page of 500", "{\"command\":\"flows\",\"arguments\":{\"limit\":500}}"},
		{"flows, none matches",
		 "{\"command\":\"flows\",\"arguments\":{\"ip\":\"203.0.113.0/24\"}}"},
		{"top by device", "{\"command\":\"top\"}"},
		{"top by all keys, 500 rows",
		 "{\"command\":\"top\",\"arguments\":{\"by\":[\"device\",\"peer\",\"port\"],"
		 "\"limit\":500,\"window\":180}}"},
		{"top by class", "{\"command\":\"top\",\"arguments\":{\"by\":[\"class\"]}}"},
		{"alerts, all", "{\"command\":\"alerts\"}"},
		{"explain, the list", "{\"command\":\"explain\"}"},
		{"explain, one", "{\"command\":\"explain\",\"arguments\":{\"id\":\"000000f0\"}}"},
	};
	struct sensor *s = view_sensor(FLOWS, ALARMS);
	struct control_server *server = s ? serve(s) : NULL;
	int bad = !server;

	for (size_t i = 0; !bad && i < sizeof(cases) / sizeof(cases[0]); i++)
		bad |= bench(server, cases[i][0], cases[i][1]);
	control_server_free(server);
	return bad;
}
