// SPDX-License-Identifier: MIT
/* One cause, one alarm. */
#include "tests/unit/finding.h"

/* What two findings of the same windows become: which classes are raised. */
static void test_causes(void)
{
	const struct {
		const char *what;
		struct {
			enum alert_class class;
			uint32_t src, dst;
			uint64_t at;
		} find[3];
		unsigned int raised;
		enum alert_class left; /* one of them */
	} cases[] = {
		{ "a worm is also a search, and unusual",
		  { { CLASS_ANOMALY, 5, 0, 10 }, { CLASS_HOSTSCAN, 5, 0, 10 },
		    { CLASS_WORM, 5, 0, 10 } },
		  1, CLASS_WORM },
		{ "whatever comes first",
		  { { CLASS_WORM, 5, 0, 10 }, { CLASS_HOSTSCAN, 5, 0, 10 },
		    { CLASS_ANOMALY, 5, 0, 10 } },
		  1, CLASS_WORM },
		{ "another host's is another cause",
		  { { CLASS_WORM, 5, 0, 10 }, { CLASS_HOSTSCAN, 6, 0, 10 } }, 2, CLASS_WORM },
		{ "so is one long over",
		  { { CLASS_WORM, 5, 0, 10 }, { CLASS_HOSTSCAN, 5, 0, 100 } }, 2, CLASS_WORM },
		{ "a flood of many sources also tries many ports",
		  { { CLASS_FLOOD, 0, 9, 10 }, { CLASS_PORTSCAN, 5, 9, 10 },
		    { CLASS_ANOMALY, 6, 9, 10 } },
		  1, CLASS_FLOOD },
		{ "its victim is unlike itself",
		  { { CLASS_FLOOD, 0, 9, 10 }, { CLASS_ANOMALY, 9, 0, 10 } }, 1, CLASS_FLOOD },
		{ "a fast scan of one source is no flood",
		  { { CLASS_FLOOD, 5, 9, 10 }, { CLASS_PORTSCAN, 5, 9, 10 } }, 1,
		  CLASS_PORTSCAN },
		{ "nor are the answers to a scan",
		  { { CLASS_PORTSCAN, 9, 5, 10 }, { CLASS_FLOOD, 5, 9, 10 } }, 1,
		  CLASS_PORTSCAN },
		{ "many ports of many hosts are one search",
		  { { CLASS_HOSTSCAN, 5, 0, 10 }, { CLASS_PORTSCAN, 5, 0, 10 } }, 1,
		  CLASS_HOSTSCAN },
		{ "many ports of one host are told beside it",
		  { { CLASS_HOSTSCAN, 5, 0, 10 }, { CLASS_PORTSCAN, 5, 9, 10 } }, 2,
		  CLASS_PORTSCAN },
		{ "guessing by many is about their victim",
		  { { CLASS_BRUTEFORCE, 0, 9, 10 }, { CLASS_BRUTEFORCE, 5, 9, 10 },
		    { CLASS_BRUTEFORCE, 6, 9, 10 } },
		  1, CLASS_BRUTEFORCE },
		{ "a reflection is the flood",
		  { { CLASS_FLOOD, 0, 9, 10 }, { CLASS_REFLECTION, 0, 9, 10 } }, 1,
		  CLASS_REFLECTION },
		{ "a scan and guessing are two things",
		  { { CLASS_PORTSCAN, 5, 9, 10 }, { CLASS_BRUTEFORCE, 5, 9, 10 } }, 2,
		  CLASS_BRUTEFORCE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct seen seen;
		struct alert_table *t = table(&seen, 16, 0);
		uint64_t found = 0, k;
		bool left = false;

		for (k = 0; k < 3 && cases[i].find[k].at; k++) {
			struct finding f =
				finding(cases[i].find[k].class, cases[i].find[k].src,
					cases[i].find[k].dst, cases[i].find[k].at * S);

			if (k && cases[i].find[k].at != cases[i].find[k - 1].at)
				alert_table_tick(t, cases[i].find[k - 1].at * S);
			alert_table_find(t, &f, cases[i].find[k].at * S);
			found++;
		}
		alert_table_finish(t, 200 * S);
		for (k = 0; k < seen.count; k++)
			left |= seen.all[k].finding.class == cases[i].left;
		tap_is(seen.stage[ALERT_NEW], cases[i].raised, "%s", cases[i].what);
		tap_ok(left, "  %s is left", class_info(cases[i].left)->name);
		tap_is(alert_table_stats(t)->absorbed, found - cases[i].raised,
		       "  what is left out is counted");
		alert_table_free(t);
	}
}

int main(void)
{
	test_causes();
	return tap_done();
}
