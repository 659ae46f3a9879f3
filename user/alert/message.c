// SPDX-License-Identifier: MIT
#include "message.h"

#include "../detect/phrase.h"
#include "../flow/network.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REASONS_SHOWN 3

/* %A is the attacker, %V the victim with its port. */
static const struct phrase {
	const char *what;
	const char *next;
} phrases[ALERT_CLASSES] = {
	[CLASS_PORTSCAN] = { "port scan of %V by %A",
			     "find out what runs on the scanning host, and which ports answered" },
	[CLASS_HOSTSCAN] = { "search for a service on %V by %A",
			     "find out what runs on the searching host, and who answered it" },
	[CLASS_BRUTEFORCE] = { "password guessing on %V by %A",
			       "look for a successful login there, and block or limit the source" },
	[CLASS_FLOOD] = { "flood of packets against %V from %A",
			  "limit that traffic upstream or at the firewall" },
	[CLASS_REFLECTION] = { "flood of replies nobody asked for against %V from %A",
			       "ask the provider to filter that port upstream" },
	[CLASS_HTTP_DOS] = { "exhaustion of a service of %V by %A",
			     "limit connections per source at the server" },
	[CLASS_BEACON] = { "calls like those of malware that reports in, to %V by %A",
			   "find the program that opens these connections" },
	[CLASS_DNS_TUNNEL] = { "data hidden in DNS, through %V by %A",
			       "find the program that makes these queries" },
	[CLASS_DGA] = { "look-ups of many names that do not exist, at %V by %A",
			"find the program that makes these queries" },
	[CLASS_EXFIL] = { "unusual upload to %V by %A",
			  "ask the user of that host, and look at what was sent" },
	[CLASS_WORM] = { "spread to %V by %A", "take the source off the network and examine it" },
	[CLASS_LATERAL] = { "use of administration services of %V by %A",
			    "check who is logged in on the source" },
	[CLASS_ICMP_TUNNEL] = { "data hidden in pings, between %V and %A",
				"find the program that sends these pings" },
	[CLASS_ANOMALY] = { "traffic unlike this site's past, to %V by %A",
			    "decide whether this is new and wanted" },
	[CLASS_TEST] = { "test alert about %A", "nothing, the chain works" },
};

struct text {
	char *at;
	size_t room; /* with the terminating NUL */
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(t->at, t->room, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length >= t->room)
		length = (int)t->room - 1;
	t->at += length;
	t->room -= (size_t)length;
}

static bool inside(enum direction d, bool source)
{
	return d == DIRECTION_LATERAL || d == (source ? DIRECTION_OUT : DIRECTION_IN);
}

/* "laptop-anna (192.168.1.20, 00:16:3e:11:22:33)", as far as it is known. */
static void add_known(struct text *t, const struct alert *a, bool source, const char *address)
{
	const struct alert_device *device = &a->device;
	bool is_device = *device->id && device->is_src == source;
	const char *name = is_device ? device->name : device->is_src != source ? a->peer_name : "";
	char mac[DEVICE_MAC_TEXT_SIZE] = "";

	if (is_device && device->has_mac)
		device_mac_text(device->mac, mac);
	if (*name)
		add(t, "%s (%s%s%s)", name, address, *mac ? ", " : "", mac);
	else if (*mac)
		add(t, "%s (%s)", address, mac);
	else
		add(t, "%s", address);
}

static void add_host(struct text *t, const struct alert *a, bool source)
{
	const struct row_subject *s = &a->finding.subject;
	const struct weir_addr *addr = source ? &s->src : &s->dst;
	bool peer = a->of_victim == source;
	char address[ADDR_TEXT_SIZE];

	if (!addr_is_zero(addr)) {
		addr_text(addr, s->ip_v, address);
		add(t, "%s host ", inside(s->direction, source) ? "inside" : "outside");
		add_known(t, a, source, address);
		if (peer && a->peers > 1)
			add(t, " and %u other%s", a->peers - 1, a->peers > 2 ? "s" : "");
	} else if (a->peers >= ALERT_PEERS_MAX) {
		add(t, "%u or more hosts", ALERT_PEERS_MAX);
	} else if (a->peers > 1) {
		add(t, "%u hosts", a->peers);
	} else {
		add(t, "many hosts");
	}
	if (source || !s->dport)
		return;
	add(t, " on %sport %u",
	    s->ip_proto == IPPROTO_TCP   ? "TCP "
	    : s->ip_proto == IPPROTO_UDP ? "UDP "
					 : "",
	    ntohs(s->dport));
}

static void add_what(struct text *t, const struct alert *a)
{
	const char *from = phrases[a->finding.class].what;

	for (; *from; from++) {
		if (from[0] == '%' && (from[1] == 'A' || from[1] == 'V'))
			add_host(t, a, *++from == 'A');
		else
			add(t, "%c", *from);
	}
}

/* Who decided: in the words of the layer, not of a single reason. */
static const char *decider(const struct finding *f)
{
	static const char *const names[] = { [DETECTOR_THRESHOLD] = "a fixed limit",
					     [DETECTOR_RF] = "the trained model",
					     [DETECTOR_IFOREST] = "this site's own past" };

	return names[f->detector];
}

static void add_why(struct text *t, const struct alert *a)
{
	const struct finding *f = &a->finding;
	char reason[PHRASE_REASON_SIZE];

	if (!f->reason_count)
		return;
	add(t, " (");
	for (unsigned int i = 0; i < f->reason_count && i < REASONS_SHOWN; i++) {
		phrase_reason(f->subject.kind, &f->reason[i], reason);
		add(t, "%s%s%s", i ? "; " : "", reason,
		    f->reason[i].basis == REASON_SITE && f->detector != DETECTOR_IFOREST ?
			    " here" :
			    "");
	}
	if (f->subject.window_s >= 3600)
		add(t, "; in %u h", f->subject.window_s / 3600);
	else if (f->subject.window_s)
		add(t, "; in %u s", f->subject.window_s);
	add(t, ", decided by %s)", decider(f));
}

static void write_summary(struct text *t, const struct alert *a)
{
	add(t, "%" PRIu64 " more alarms of class %s were held back by the hour's budget, the "
	       "strongest: ",
	    a->count, class_info(a->finding.class)->name);
	add_what(t, a);
	add_why(t, a);
	add(t, "; next: deal with the alarms of this hour first, or raise the alert budget.");
}

const char *message_next(enum alert_class class)
{
	return phrases[class].next;
}

void message_write(struct alert *a)
{
	static const char *const openings[] = {
		[ALERT_NEW] = "", [ALERT_UPDATE] = "Still: ", [ALERT_END] = "Over: "
	};
	struct text t = { a->message, sizeof(a->message) };

	a->message[0] = '\0';
	if (a->stage == ALERT_SUMMARY) {
		write_summary(&t, a);
		return;
	}
	add(&t, "%s", openings[a->stage]);
	add_what(&t, a);
	add_why(&t, a);
	add(&t, "; next: %s.", phrases[a->finding.class].next);
	a->message[0] = (char)toupper((unsigned char)a->message[0]);
}
