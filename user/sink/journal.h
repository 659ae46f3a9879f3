/* SPDX-License-Identifier: MIT */
/*
 * journal.h - alerts and operational events to journald by its native datagram protocol
 * (systemd.io/JOURNAL_NATIVE_PROTOCOL), without ever blocking.
 *
 * What journald does not take at once waits in a queue of bounded entries and bytes;
 * what does not fit is dropped and counted: raised = delivered + dropped + queued.
 * An entry too large for a datagram goes as a sealed memfd. While nobody listens at the
 * socket the sink is down: it queues, and tries again twice a second.
 */
#ifndef WEIR_JOURNAL_H
#define WEIR_JOURNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* X(id, WEIR_EVENT, MESSAGE_ID, PRIORITY). The ids are fixed for ever; each has an entry
 * in systemd/weir.catalog. An alert's priority follows its severity instead. */
#define JOURNAL_KIND_LIST(X)                                                                       \
	X(ALERT, "alert", "326292507eb5412689b9afd52c760631", 5)                                   \
	X(ALERT_SUMMARY, "alert-summary", "2f4bd20522e340178f6fc3e3ffe6b355", 4)                   \
	X(CAPTURE_LOSS, "capture-loss", "3482897ecde248b9a9daf8e279119965", 4)                     \
	X(MAP_FULL, "map-full", "709027b396fe42ffabc1df8164524967", 4)                             \
	X(BASELINE_STARTED, "baseline-started", "be892dedb6a94f6698951659e16b4eea", 5)             \
	X(BASELINE_READY, "baseline-ready", "7a5036f02e104ce9b9f3efd2455ceff9", 5)                 \
	X(BASELINE_DRIFT, "baseline-drift", "e0471528823f4bfb8c83f3a1b87a522d", 4)                 \
	X(BASELINE_REJECTED, "baseline-rejected", "9bee87865a1a4db0aecb015b883be163", 3)           \
	X(MODEL_LOADED, "model-loaded", "87153abd45454c2c9d087f7bdcfd4197", 6)                     \
	X(MODEL_REJECTED, "model-rejected", "45439efce619472ba54348a3b2a0fba5", 3)                 \
	X(MODEL_ROLLED_BACK, "model-rolled-back", "3d8ba10240c34a6f9e828cd75167a78b", 4)           \
	X(SINK_DOWN, "sink-down", "694396a8183e4c6daba8efd58263de66", 3)                           \
	X(SINK_RECOVERED, "sink-recovered", "cc14ca5fa2f0473493b72f623a3de458", 5)                 \
	X(CONFIG_REJECTED, "config-rejected", "d73b4b128ecb478798ce680117717762", 3)               \
	X(INTERFACE_GONE, "interface-gone", "2a7902ad15bd4917955b9d090d1cd27a", 4)                 \
	X(INTERFACE_BACK, "interface-back", "5982206922ca4016beb7e1e0bc3364fe", 5)                 \
	X(INTERFACE_SILENT, "interface-silent", "246178e24fd34e4aac1b1d7516ef1d1f", 4)             \
	X(ACCOUNT_BROKEN, "account-broken", "497f912e8f6f43c09d5bc476a00c9196", 3)                 \
	X(HOOK_LOST, "hook-lost", "290d50e89402443a9670281c18cdc05b", 3)                           \
	X(HOOK_RESTORED, "hook-restored", "8a3698b9d7cb4f649fd622a3b2f10396", 4)                   \
	X(BLIND, "blind", "0e4826aa0ab042559f3718edcb815bc5", 4)                                   \
	X(BLIND_ENDED, "blind-ended", "8684b9532a0a443a8c12d7f74681ac1d", 5)                       \
	X(INTERFACE_HEARD, "interface-heard", "4108718ce8674a3e8341e9fd7dcb600c", 5)               \
	X(CAPTURE_RECOVERED, "capture-recovered", "384b61b651644a3e8225c13cf28c1afa", 5)           \
	X(CONFIG_RELOADED, "config-reloaded", "b97be27249284cc4b4b07f2139a3ab62", 5)               \
	X(LEFT_OUT, "left-out", "2f892fbe17d24e578dc039c0b19bd079", 4)                             \
	X(RULE_CHANGED, "rule-changed", "9144e84310d84f0d8d268afe5f4ddd74", 5)                     \
	X(RULE_EXPIRED, "rule-expired", "f02ebb6d8c3e4f948323d2945380d9d4", 5)                     \
	X(ALARM_MARKED, "alarm-marked", "483d7f6f46a04b43a816a5ec764144ac", 5)                     \
	X(EVIDENCE_FAILED, "evidence-failed", "15284f2ba8a44b4dbfd2139a2d1c4725", 3)

#define JOURNAL_KIND_ENUM(id, ...) JOURNAL_##id,
enum journal_kind { JOURNAL_KIND_LIST(JOURNAL_KIND_ENUM) JOURNAL_KINDS };

int journal_priority(enum journal_kind kind); /* of syslog(3): 3 error .. 6 information */

struct journal_options {
	const char *path; /* NULL: JOURNAL_SOCKET */
	uint32_t entries_max; /* queued at once; 0: 256 */
	size_t bytes_max; /* of one entry; 0: 32 KiB. The queue holds at most both multiplied */
	uint32_t per_minute; /* of one kind, and of alerts of one severity; 0: no limit */
};

struct journal_stats {
	uint64_t raised; /* = delivered + dropped + queued + left_out */
	uint64_t delivered;
	uint64_t dropped;
	uint64_t left_out; /* beyond per_minute; an entry of its own says how many */
	uint64_t outages; /* times the sink went down */
	uint32_t queued;
	bool up;
};

struct journal;

int journal_new(const struct journal_options *o, struct journal **out);

/* For epoll (EPOLLIN): readable when journal_handle() has something to do. Stays the
 * same over outages. */
int journal_fd(const struct journal *j);
/* Sends what is queued as far as journald takes it, reconnects when it was away. */
void journal_handle(struct journal *j);

/*
 * An alert with its WEIR_* fields. @eve: the event as one line (WEIR_EVE), or NULL.
 * 0 delivered or queued, -ENOBUFS dropped (counted), -E2BIG larger than an entry may be
 * (counted as dropped), -EDQUOT left out (counted).
 */
int journal_alert(struct journal *j, const struct event_context *c, const struct alert *a,
		  const char *eve);

/*
 * An operational event. @message: one sentence that says what to do next. @fields: pairs
 * of name and value ("WEIR_IFACE", "eth0"), ended by a NULL name; NULL: none. Names are
 * A-Z, 0-9 and _, at most 64 characters, not starting with _ (-EINVAL).
 */
int journal_event(struct journal *j, enum journal_kind kind, const char *message,
		  const char *const (*fields)[2]);

const char *journal_kind_name(enum journal_kind kind); /* "alert-summary" */

const struct journal_stats *journal_stats(const struct journal *j);

/* @next, just made, takes over what @old has counted and what still waits in it, as far as it
 * has room; then @old is freed, without waiting. @next NULL: what journald does not take at
 * once is dropped. Accepts NULL for @old. */
void journal_replace(struct journal *old, struct journal *next);

/* Sends what is queued as far as journald takes it within a second or so; the only call
 * that waits, for the end of the sensor. Accepts NULL. */
void journal_free(struct journal *j);

#endif
