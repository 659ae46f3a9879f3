// SPDX-License-Identifier: MIT
#include "conn_state.h"

#include <weir/parse.h>

static enum conn_state asked(uint8_t from, uint8_t back, bool answered)
{
	if (back & WEIR_TCP_RST)
		return CONN_REJ;
	if (from & WEIR_TCP_RST)
		return CONN_RSTOS0;
	if (from & WEIR_TCP_FIN)
		return CONN_SH;
	return answered ? CONN_OTH : CONN_S0;
}

static enum conn_state established(uint8_t from, uint8_t back)
{
	if (from & WEIR_TCP_RST)
		return CONN_RSTO;
	if (back & WEIR_TCP_RST)
		return CONN_RSTR;
	if (from & back & WEIR_TCP_FIN)
		return CONN_SF;
	if (from & WEIR_TCP_FIN)
		return CONN_S2;
	return back & WEIR_TCP_FIN ? CONN_S3 : CONN_S1;
}

enum conn_state conn_state(const struct flow_life *f)
{
	const uint8_t from = f->tcp_flags[0], back = f->tcp_flags[1];

	if (f->ip_proto == WEIR_PROTO_UDP)
		return !f->packets[0] ? CONN_SHR : f->packets[1] ? CONN_SF : CONN_S0;
	if (f->ip_proto != WEIR_PROTO_TCP)
		return CONN_OTH;
	if (from & back & WEIR_TCP_SYN)
		return established(from, back);
	if (from & WEIR_TCP_SYN)
		return asked(from, back, f->packets[1]);
	if (!(back & WEIR_TCP_SYN))
		return CONN_OTH;
	if (back & WEIR_TCP_RST)
		return CONN_RSTRH;
	return back & WEIR_TCP_FIN ? CONN_SHR : CONN_OTH;
}

const char *conn_state_name(enum conn_state state)
{
	static const char *const names[CONN_STATES] = {
		"S0",	"S1",	  "SF",	   "REJ", "S2",	 "S3",	"RSTO",
		"RSTR", "RSTOS0", "RSTRH", "SH",  "SHR", "OTH",
	};

	return state < CONN_STATES ? names[state] : "OTH";
}
