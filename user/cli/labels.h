/* SPDX-License-Identifier: MIT */
/*
 * labels.h - what a labelled capture holds: a gzip or plain text of tab-separated lines,
 * a header, then src sport dst dport proto first_ts last_ts pkts_fwd pkts_rev bytes label.
 * A label is "benign", an alert class or one of the finer names of the corpus (such as
 * dos-syn, bruteforce-ssh); any other is an attack without a class of ours.
 */
#ifndef WEIR_LABELS_H
#define WEIR_LABELS_H

#include "../alert/alert.h"

#include <stddef.h>

#define LABELS_MAX (1u << 22) /* lines of a file */

struct labels;

/* -ENOENT and the like, -EINVAL (a line is wrong; *line says which, from 1), -EFBIG,
 * -ENOMEM. The caller frees *out. */
int labels_load(const char *path, struct labels **out, size_t *line);

#define LABEL_BENIGN (-1)
#define LABEL_UNKNOWN (-2) /* says nothing, or an attack we have no class for */

/* The class of a row: of its flow, its pair, or of the role its host has in an attack (the
 * victim's in denials of service, else the attacker's; the other end is unknown). */
int labels_row(const struct labels *l, const struct row *row);

enum label_hit { LABEL_FALSE, LABEL_OTHER_CLASS, LABEL_RIGHT };

/* Whether an alert is about a labelled attack: its addresses are ends of the flow and its
 * time, widened by 180 s, touches the flow's. */
enum label_hit labels_alert(const struct labels *l, const struct alert *alert);

bool labels_have_attack(const struct labels *l);
bool labels_have_benign(const struct labels *l);
void labels_free(struct labels *l);

#endif
