/* SPDX-License-Identifier: MIT */
/*
 * subject.h - whose packets a capture is of: a host, a pair of hosts, or a flow; from an
 * alarm, or from what an admin says.
 */
#ifndef WEIR_SUBJECT_H
#define WEIR_SUBJECT_H

#include "../alert/alert.h"

#include <weir/frame.h>

enum subject_kind { SUBJECT_FLOW, SUBJECT_PAIR, SUBJECT_HOST };

struct subject {
	enum subject_kind kind;
	struct weir_key key; /* as the watch map has it */
	uint16_t slots; /* interfaces, bits */
};

#define SUBJECT_TEXT_SIZE 160

/* The alarm's pair where it is about one peer, else its host. -ENOENT: it names no host. */
int subject_of_alert(const struct alert *a, struct subject *out);

/*
 * One address: a host; two (@peer not NULL): a pair. Of one family. -EINVAL.
 * "tcp,10.0.0.1:1000,[fd00::1]:80": a flow of both families' forms; protocols are tcp, udp,
 * sctp. On all interfaces.
 */
int subject_of_host(const char *host, const char *peer, struct subject *out);
int subject_of_flow(const char *text, struct subject *out);

/* Whether every packet of @b is one of @a, too. */
bool subject_covers(const struct subject *a, const struct subject *b);

/* Whether the packet, read from slot @slot, is of it. */
bool subject_has(const struct subject *s, const struct weir_packet *p, unsigned int slot);

/* "host 10.0.0.1", "10.0.0.1 and 10.0.0.2", "tcp 10.0.0.1:1000 and 10.0.0.2:80". */
void subject_text(const struct subject *s, char out[static SUBJECT_TEXT_SIZE]);

/* The bit of enum weir_watching. */
uint32_t subject_watching(const struct subject *s);

#endif
