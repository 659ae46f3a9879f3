/* SPDX-License-Identifier: MIT */
/*
 * conn_state.h - how a flow went in one word, as Zeek's conn.log says it (conn_state).
 *
 *   S0     asked, no answer            S1    established, not ended
 *   SF     established and ended       REJ   refused
 *   S2, S3 established, only the initiator's (responder's) end is closed
 *   RSTO, RSTR  established, reset by the initiator (responder)
 *   RSTOS0 SYN, then RST of the initiator; RSTRH SYN+ACK, then RST of the responder
 *   SH     SYN, then FIN, no SYN+ACK;      SHR   SYN+ACK, then FIN, no SYN
 *   OTH    all else: seen first in its middle, ICMP
 *
 * It looks at which flags each side ever sent, not at their order.
 */
#ifndef WEIR_CONN_STATE_H
#define WEIR_CONN_STATE_H

#include "life.h"

enum conn_state {
	CONN_S0,
	CONN_S1,
	CONN_SF,
	CONN_REJ,
	CONN_S2,
	CONN_S3,
	CONN_RSTO,
	CONN_RSTR,
	CONN_RSTOS0,
	CONN_RSTRH,
	CONN_SH,
	CONN_SHR,
	CONN_OTH,
	CONN_STATES
};

enum conn_state conn_state(const struct flow_life *f);
const char *conn_state_name(enum conn_state state);

#endif
