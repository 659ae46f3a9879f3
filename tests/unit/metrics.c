/* SPDX-License-Identifier: MIT */
/*
 * A view of a sensor as Prometheus' text: samples, histogram, escapes, bounds. With an
 * argument the whole text is printed instead, for promtool.
 */
#include "tests/unit/tap.h"
#include "user/device/device.h"
#include "user/evidence/evidence.h"
#include "user/sink/metrics.h"
#include "user/sink/metrics_text.h"

#include <string.h>

static struct account account;
static struct pipeline_stats pipeline;
static struct alert_stats alerts;
static struct journal_stats journal;
static struct eve_socket_stats eve_socket;
static const struct devices_stats devices = {.devices = 31, .devices_max = 1024, .moved = 1};
static struct durations stage[STATS_STAGES];
static struct evidence_stats evidence;
static struct tally tally;
static struct blind_stats blind = {.count = 2, .silent = true};
static char text[METRICS_SIZE];

static void fill(struct stats_view *v)
{
	struct alert alert;

	account.seen = (struct weir_tally){100, 9000};
	account.accounted = (struct weir_tally){90, 8000};
	account.overflow[0] = (struct weir_tally){10, 1000};
	account.ring_lost = 3;
	account.frames_lost = 4;
	evidence.begun = 11;
	evidence.bytes = 12;
	account.oddity[WEIR_ODDITY_fragment] = 12;
	pipeline.memory.entries = 14;
	pipeline.rows_scored = 1000;
	pipeline.rows_forest = 200;
	pipeline.windows = 12;
	alerts.held_back = 5;
	alerts.named[NAMED_BACKUP] = 7;
	journal.left_out = 6;
	durations_add(&stage[0], 1000000);
	durations_add(&stage[0], 1000001);
	durations_add(&stage[0], 99000000000);
	alert_test(1, &alert);
	tally_alert(&tally, &alert);
	alert.stage = ALERT_UPDATE;
	tally_alert(&tally, &alert);
	*v = (struct stats_view){.uptime_s = 60,
				 .wall_s = 1700000000,
				 .model_loaded_s = 1699999999,
				 .config_rejections = 2,
				 .version = "1",
				 .model_id = "a \"model\"\\\n\xc3\xa4",
				 .window_ns = 1500000000,
				 .account = &account,
				 .evidence = &evidence,
				 .pipeline = &pipeline,
				 .alert = &alerts,
				 .journal = &journal,
				 .devices = &devices,
				 .eve_socket = &eve_socket,
				 .stage = stage,
				 .reported = &tally,
				 .has_past = true,
				 .past = {.state = "in use"},
				 .interface_count = 1,
				 .sink_count = 2,
				 .sink = {{.name = "journal", .up = true, .has_queue = true},
					  {.name = "eve_file", .dropped = 4, .last_s = 5}}};
	strcpy(v->interface[0].name, "br-lan");
	v->interface[0].present = true;
	v->interface[0].hook[1].packets = 44;
	v->interface[0].malformed[2] = 8;
	v->interface[0].not_visible = 9;
	v->interface[0].blind = &blind;
}

static size_t write_all(const struct stats_view *v, size_t size)
{
	const struct process p = {1 << 20, 2 << 20, 1500000, 10, 1024};
	size_t length = metrics_write(v, &p, text, size);

	text[length] = '\0';
	return length;
}

static void test_samples(const struct stats_view *v)
{
	static const char *const lines[] = {
		"# TYPE weir_build_info gauge\nweir_build_info{version=\"1\","
		"model=\"a \\\"model\\\"\\\\\\n??\"} 1\n",
		"weir_packets_total{iface=\"br-lan\",hook=\"egress\"} 44\n",
		"weir_packets_unparsed_total{iface=\"br-lan\",reason=\"vlan_truncated\"} 8\n",
		"weir_packets_not_visible_total{iface=\"br-lan\"} 9\n",
		"weir_blind_spots{iface=\"br-lan\"} 2\n",
		"weir_interface_silent{iface=\"br-lan\"} 1\n",
		"weir_packets_lost_total{reason=\"map_full\"} 10\n",
		"weir_account_holds 1\n",
		"weir_ringbuf_dropped_total 3\n",
		"weir_frames_total{result=\"lost\"} 4\n",
		"weir_captures_total 11\n",
		"weir_captures_bytes 12\n",
		"weir_packet_oddities_total{oddity=\"fragment\"} 12\n",
		"weir_site_memory_entries 14\n",
		"weir_devices 31\n",
		"weir_window_duration_seconds_bucket{window=\"1.5s\",stage=\"drain\",le=\"0.001\"} 1\n",
		"weir_window_duration_seconds_bucket{window=\"1.5s\",stage=\"drain\",le=\"0.0025\"} 2\n",
		"weir_window_duration_seconds_bucket{window=\"1.5s\",stage=\"drain\",le=\"10\"} 2\n",
		"weir_window_duration_seconds_bucket{window=\"1.5s\",stage=\"drain\",le=\"+Inf\"} 3\n",
		"weir_window_duration_seconds_sum{window=\"1.5s\",stage=\"drain\"} 99.002000001\n",
		"weir_window_duration_seconds_count{window=\"1.5s\",stage=\"drain\"} 3\n",
		"weir_window_duration_seconds_count{window=\"1.5s\",stage=\"close\"} 0\n",
		"weir_scored_total{detector=\"threshold\"} 1000\n",
		"weir_scored_total{detector=\"rf\"} 200\n",
		"weir_alerts_total{class=\"test\",severity=\"low\",detector=\"threshold\"} 1\n",
		"weir_alerts_total{class=\"flood\",severity=\"high\",detector=\"rf\"} 0\n",
		"weir_alerts_total{class=\"anomaly\",severity=\"low\",detector=\"iforest\"} 0\n",
		"weir_alerts_suppressed_total{reason=\"budget\"} 5\n",
		"weir_alerts_suppressed_total{reason=\"backup\"} 7\n",
		"weir_baseline_state{state=\"in_use\"} 1\n",
		"weir_baseline_state{state=\"none\"} 0\n",
		"weir_model_loaded_timestamp_seconds 1699999999\n",
		"weir_config_reloads_total{result=\"rejected\"} 2\n",
		"weir_sink_up{sink=\"eve_file\"} 0\n",
		"weir_sink_dropped_total{sink=\"eve_file\"} 4\n",
		"weir_sink_queue_events{sink=\"journal\"} 0\n",
		"weir_sink_last_success_timestamp_seconds{sink=\"eve_file\"} 5\n",
		"weir_journal_left_out_total 6\n",
		"process_cpu_seconds_total 1.500000000\n",
		"process_start_time_seconds 1699999940\n",
	};

	tap_ok(write_all(v, sizeof(text) - 1) > 5000, "the text is written");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!tap_ok(!!strstr(text, lines[i]), "%.*s", (int)strcspn(lines[i], "\n"), lines[i]))
			printf("#   is not in the text\n");
	tap_ok(!strstr(text, "weir_sink_queue_events{sink=\"eve_file\"}"), "a sink without a queue");
	tap_ok(!strstr(text, "detector=\"iforest\"} 0\nweir_alerts_total{class=\"flood\""),
	       "what cannot be has no sample");
	tap_ok(!strstr(text, "weir_baseline_age_seconds"), "nor what is not there");
}

/* Whole lines, whatever the room. */
static void test_bounds(const struct stats_view *v)
{
	size_t whole = write_all(v, sizeof(text) - 1), length, size;
	bool good = true;

	for (size = 0; size < whole; size += 13) {
		length = write_all(v, size);
		good = good && length <= size && (!length || text[length - 1] == '\n');
	}
	tap_ok(good, "a text that does not fit ends with a whole line");
	tap_is(write_all(v, whole), whole, "one that just fits is whole");
}

/* With every interface, all names as long as they may be. */
static void test_largest(struct stats_view *v)
{
	struct stats_view large = *v;

	large.interface_count = WEIR_SLOTS;
	for (unsigned int i = 0; i < WEIR_SLOTS; i++) {
		large.interface[i] = v->interface[0];
		memset(large.interface[i].name, '"', 15);
		memset(large.interface[i].malformed, 0xff, sizeof(large.interface[i].malformed));
		large.interface[i].hook[0].packets = large.interface[i].not_visible = UINT64_MAX;
	}
	tap_ok(write_all(&large, sizeof(text) - 1) < METRICS_SIZE / 2 &&
		       strstr(text, "process_start_time_seconds"),
	       "the largest text is half of what there is room for: %zu bytes", strlen(text));
}

static void test_nothing(void)
{
	const struct stats_view none = {0};

	tap_ok(metrics_write(&none, NULL, text, sizeof(text)) > 0, "a view of nothing");
}

int main(int argc, char **argv)
{
	struct stats_view v;

	(void)argv;
	fill(&v);
	if (argc > 1) {
		fwrite(text, 1, write_all(&v, sizeof(text) - 1), stdout);
		return 0;
	}
	test_samples(&v);
	test_bounds(&v);
	test_largest(&v);
	test_nothing();
	return tap_done();
}
