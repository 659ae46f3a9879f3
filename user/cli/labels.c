// SPDX-License-Identifier: MIT
#include "labels.h"

#include "../flow/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weir/parse.h>
#include <zlib.h>

#define COLUMNS 11
#define LINE_SIZE 512
#define WIDER_NS (180 * 1000000000ull)

struct label {
	struct weir_addr src, dst;
	uint16_t sport, dport;
	uint8_t ip_proto;
	int8_t class; /* enum alert_class, LABEL_BENIGN, LABEL_UNKNOWN */
	bool attack;
	uint64_t first_ns, last_ns;
};

/* One end of a label, for the search by address. */
struct end {
	struct weir_addr addr;
	uint32_t label;
};

struct labels {
	struct label *label;
	struct end *end; /* sorted by address, two of each label */
	uint32_t count;
	bool attack, benign;
};

static const struct {
	const char *name;
	enum alert_class class;
} finer[] = {
	{ "bruteforce-ssh", CLASS_BRUTEFORCE },	  { "bruteforce-ftp", CLASS_BRUTEFORCE },
	{ "bruteforce-web", CLASS_BRUTEFORCE },	  { "bruteforce-other", CLASS_BRUTEFORCE },
	{ "dos-syn", CLASS_FLOOD },		  { "dos-udp", CLASS_FLOOD },
	{ "dos-icmp", CLASS_FLOOD },		  { "dos-http-slow", CLASS_HTTP_DOS },
	{ "miner", CLASS_BEACON },
};

static int class_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(finer) / sizeof(finer[0]); i++)
		if (!strcmp(finer[i].name, name))
			return (int)finer[i].class;
	i = (size_t)class_by_name(name);
	return (int)i < 0 ? LABEL_UNKNOWN : (int)i;
}

static int read_addr(const char *text, struct weir_addr *out)
{
	uint8_t bytes[16];

	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, text, bytes) == 1)
		weir_load_addr4(out, bytes);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		memcpy(out, bytes, sizeof(bytes));
	else
		return -EINVAL;
	return 0;
}

/* Seconds with a fraction. */
static int read_time(const char *text, uint64_t *out_ns)
{
	uint64_t unit = 100000000, ns;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	ns = strtoull(text, &end, 10) * 1000000000;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10)
			ns += unit * (uint64_t)(*end - '0');
	*out_ns = ns;
	return *end ? -EINVAL : 0;
}

static int read_label(char *line, struct label *out)
{
	char *column[COLUMNS], *rest = line;
	unsigned int i;

	line[strcspn(line, "\r\n")] = '\0';
	for (i = 0; i < COLUMNS; i++) {
		column[i] = strsep(&rest, "\t");
		if (!column[i])
			return -EINVAL;
	}
	if (read_addr(column[0], &out->src) || read_addr(column[2], &out->dst) ||
	    read_time(column[5], &out->first_ns) || read_time(column[6], &out->last_ns))
		return -EINVAL;
	out->sport = (uint16_t)strtoul(column[1], NULL, 10);
	out->dport = (uint16_t)strtoul(column[3], NULL, 10);
	out->ip_proto = (uint8_t)strtoul(column[4], NULL, 10);
	out->attack = strcmp(column[10], "benign") && strcmp(column[10], "ignore");
	out->class = LABEL_UNKNOWN;
	if (out->attack)
		out->class = (int8_t)class_of(column[10]);
	else if (!strcmp(column[10], "benign"))
		out->class = LABEL_BENIGN;
	return 0;
}

static int compare_ends(const void *a, const void *b)
{
	const struct end *x = a, *y = b;
	int order = memcmp(&x->addr, &y->addr, sizeof(x->addr));

	if (order)
		return order;
	return x->label < y->label ? -1 : x->label > y->label;
}

static int sort_ends(struct labels *l)
{
	uint32_t i;

	l->end = calloc(2 * (size_t)l->count + 1, sizeof(*l->end));
	if (!l->end)
		return -ENOMEM;
	for (i = 0; i < l->count; i++) {
		l->end[2 * i] = (struct end){ l->label[i].src, i };
		l->end[2 * i + 1] = (struct end){ l->label[i].dst, i };
	}
	qsort(l->end, 2 * (size_t)l->count, sizeof(*l->end), compare_ends);
	return 0;
}

static int grow(struct labels *l)
{
	uint32_t room = l->count ? 2 * l->count : 1024;
	struct label *more;

	if (l->count & (l->count - 1) || (l->count && l->count < 1024))
		return 0;
	if (l->count >= LABELS_MAX)
		return -EFBIG;
	more = realloc(l->label, room * sizeof(*more));
	if (!more)
		return -ENOMEM;
	l->label = more;
	return 0;
}

static int read_labels(gzFile file, struct labels *l, size_t *at)
{
	char line[LINE_SIZE];
	int err = 0;

	for (*at = 1; !err && gzgets(file, line, sizeof(line)); (*at)++) {
		if (*at == 1)
			continue;
		err = grow(l);
		if (!err)
			err = read_label(line, &l->label[l->count]);
		if (err)
			return err;
		l->attack |= l->label[l->count].attack;
		l->benign |= l->label[l->count].class == LABEL_BENIGN;
		l->count++;
	}
	return gzeof(file) ? sort_ends(l) : -EINVAL;
}

int labels_load(const char *path, struct labels **out, size_t *line)
{
	struct labels *l = calloc(1, sizeof(*l));
	gzFile file = NULL;
	int err = -ENOMEM;

	*line = 0;
	if (!l)
		return err;
	file = gzopen(path, "rb");
	err = file ? read_labels(file, l, line) : -errno;
	if (file)
		gzclose(file);
	if (err)
		labels_free(l);
	else
		*out = l;
	return err;
}

/* The first end with this address. */
static uint32_t end_first(const struct labels *l, const struct weir_addr *addr)
{
	uint32_t low = 0, high = 2 * l->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (memcmp(&l->end[middle].addr, addr, sizeof(*addr)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool same(const struct weir_addr *a, const struct weir_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static bool host_of_victim(int class)
{
	return class == CLASS_FLOOD || class == CLASS_REFLECTION || class == CLASS_HTTP_DOS;
}

/* What one label says of a row whose src is an end of it; 0: nothing. */
static bool label_speaks(const struct label *label, const struct row *row, int *class)
{
	const struct row_subject *s = &row->subject;
	bool forward = same(&label->src, &s->src);
	uint16_t sport = forward ? label->sport : label->dport;
	uint16_t dport = forward ? label->dport : label->sport;

	if (label->first_ns >= s->end_ns || label->last_ns < s->start_ns)
		return false;
	*class = label->class;
	if (s->kind == ROW_HOST) {
		if (label->attack && host_of_victim(label->class) == forward)
			*class = LABEL_UNKNOWN;
		return label->attack;
	}
	if (!same(forward ? &label->dst : &label->src, &s->dst) || label->ip_proto != s->ip_proto)
		return false;
	return s->kind == ROW_PAIR || (ntohs(s->sport) == sport && ntohs(s->dport) == dport);
}

int labels_row(const struct labels *l, const struct row *row)
{
	int class = LABEL_UNKNOWN, best = row->subject.kind == ROW_HOST ? LABEL_BENIGN : INT8_MIN;
	const struct weir_addr *src = &row->subject.src;
	uint32_t i;

	for (i = end_first(l, src); i < 2 * l->count && same(&l->end[i].addr, src); i++) {
		if (!label_speaks(&l->label[l->end[i].label], row, &class))
			continue;
		if (class >= 0)
			return class;
		if (best == INT8_MIN || class == LABEL_UNKNOWN)
			best = class;
	}
	return best == INT8_MIN ? LABEL_UNKNOWN : best;
}

static bool about(const struct label *label, const struct alert *alert)
{
	const struct row_subject *s = &alert->finding.subject;
	bool src = !addr_is_zero(&s->src), dst = !addr_is_zero(&s->dst);

	if (label->first_ns > alert->last_ns + WIDER_NS ||
	    label->last_ns + WIDER_NS < alert->first_ns)
		return false;
	if (src && !same(&s->src, &label->src) && !same(&s->src, &label->dst))
		return false;
	return !dst || same(&s->dst, &label->src) || same(&s->dst, &label->dst);
}

static bool class_fits(int truth, enum alert_class said)
{
	bool scan = truth == CLASS_PORTSCAN || truth == CLASS_HOSTSCAN || truth == CLASS_WORM;
	bool flood = truth == CLASS_FLOOD || truth == CLASS_REFLECTION;

	return truth == (int)said || (scan && (said == CLASS_PORTSCAN || said == CLASS_HOSTSCAN)) ||
	       (flood && (said == CLASS_FLOOD || said == CLASS_REFLECTION));
}

enum label_hit labels_alert(const struct labels *l, const struct alert *alert)
{
	const struct row_subject *s = &alert->finding.subject;
	const struct weir_addr *addr = addr_is_zero(&s->src) ? &s->dst : &s->src;
	enum label_hit best = LABEL_FALSE;
	const struct label *label;
	uint32_t i;

	for (i = end_first(l, addr); i < 2 * l->count && same(&l->end[i].addr, addr); i++) {
		label = &l->label[l->end[i].label];
		if (!label->attack || !about(label, alert))
			continue;
		if (class_fits(label->class, alert->finding.class))
			return LABEL_RIGHT;
		best = LABEL_OTHER_CLASS;
	}
	return best;
}

bool labels_have_attack(const struct labels *l)
{
	return l->attack;
}

bool labels_have_benign(const struct labels *l)
{
	return l->benign;
}

void labels_free(struct labels *l)
{
	if (!l)
		return;
	free(l->label);
	free(l->end);
	free(l);
}
