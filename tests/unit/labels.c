// SPDX-License-Identifier: MIT
/* A small label file against rows and alerts. */
#include "tap.h"

#include "user/cli/labels.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SECOND 1000000000ull

static const char text[] =
	"src\tsport\tdst\tdport\tproto\tfirst_ts\tlast_ts\tpkts_fwd\tpkts_rev\tbytes\tlabel\n"
	"10.0.0.2\t4000\t10.0.0.9\t80\t6\t100.5\t101.25\t5\t4\t900\tbenign\n"
	"10.0.0.3\t4001\t10.0.0.9\t22\t6\t200\t210.000001\t9\t9\t900\tbruteforce-ssh\n"
	"10.0.0.4\t0\t10.0.0.9\t80\t6\t300\t310\t900\t0\t9000\tdos-syn\n"
	"fd00::5\t5\tfd00::9\t443\t6\t400\t410\t1\t1\t90\texploit-web\n";

static struct weir_addr addr_of(uint8_t last, bool six)
{
	struct weir_addr addr = { { 0, 0, htonl(0xffff), htonl(0x0a000000u | last) } };

	if (six)
		addr = (struct weir_addr){ { htonl(0xfd000000), 0, 0, htonl(last) } };
	return addr;
}

static struct row row_of(enum row_kind kind, struct weir_addr src, struct weir_addr dst,
			 uint64_t start_s)
{
	struct row row = { .subject = { .kind = kind, .src = src, .dst = dst, .ip_proto = 6,
					.start_ns = start_s * SECOND,
					.end_ns = (start_s + 5) * SECOND } };

	return row;
}

static int host(const struct labels *l, uint8_t last, uint64_t start_s)
{
	struct row row = row_of(ROW_HOST, addr_of(last, false), addr_of(0, false), start_s);

	return labels_row(l, &row);
}

static void test_rows(const struct labels *l)
{
	struct row row = row_of(ROW_PAIR, addr_of(3, false), addr_of(9, false), 205);

	tap_is(host(l, 2, 100), LABEL_BENIGN, "a host that only browses");
	tap_is(host(l, 3, 205), CLASS_BRUTEFORCE, "the guesser");
	tap_is(host(l, 3, 211), LABEL_BENIGN, "  afterwards");
	tap_is(host(l, 9, 205), LABEL_UNKNOWN, "  and whom it guesses at");
	tap_is(host(l, 9, 305), CLASS_FLOOD, "the flood's victim");
	tap_is(host(l, 4, 305), LABEL_UNKNOWN, "  and its source");
	tap_is(labels_row(l, &row), CLASS_BRUTEFORCE, "a pair");
	row.subject.dst = addr_of(8, false);
	tap_is(labels_row(l, &row), LABEL_UNKNOWN, "a pair that no label knows");
	row = row_of(ROW_FLOW, addr_of(2, false), addr_of(9, false), 100);
	row.subject.sport = htons(4000);
	row.subject.dport = htons(80);
	tap_is(labels_row(l, &row), LABEL_BENIGN, "a flow");
	row.subject.sport = htons(4001);
	tap_is(labels_row(l, &row), LABEL_UNKNOWN, "  of other ports");
	row = row_of(ROW_PAIR, addr_of(5, true), addr_of(9, true), 400);
	tap_is(labels_row(l, &row), LABEL_UNKNOWN, "an attack without a class of ours");
}

static void test_alerts(const struct labels *l)
{
	struct alert alert = { .first_ns = 200 * SECOND, .last_ns = 205 * SECOND };

	alert.finding.class = CLASS_BRUTEFORCE;
	alert.finding.subject.src = addr_of(3, false);
	tap_is(labels_alert(l, &alert), LABEL_RIGHT, "an alert about the guesser");
	alert.finding.class = CLASS_BEACON;
	tap_is(labels_alert(l, &alert), LABEL_OTHER_CLASS, "  of another class");
	alert.finding.subject.dst = addr_of(2, false);
	tap_is(labels_alert(l, &alert), LABEL_FALSE, "  with another peer");
	alert.finding.subject.dst = addr_of(9, false);
	alert.first_ns = alert.last_ns = 391 * SECOND;
	tap_is(labels_alert(l, &alert), LABEL_FALSE, "  too late");
	alert.finding.subject.src = addr_of(2, false);
	alert.first_ns = alert.last_ns = 100 * SECOND;
	tap_is(labels_alert(l, &alert), LABEL_FALSE, "about benign traffic");
	memset(&alert.finding.subject.src, 0, sizeof(alert.finding.subject.src));
	alert.finding.class = CLASS_REFLECTION;
	alert.first_ns = alert.last_ns = 305 * SECOND;
	tap_is(labels_alert(l, &alert), LABEL_RIGHT, "about a victim alone");
}

int main(void)
{
	char path[] = "/tmp/weir-labels-XXXXXX";
	int fd = mkstemp(path);
	struct labels *l = NULL;
	size_t line;

	if (fd < 0 || write(fd, text, sizeof(text) - 1) != (ssize_t)sizeof(text) - 1)
		abort();
	tap_is(labels_load(path, &l, &line), 0, "a plain file is read");
	test_rows(l);
	test_alerts(l);
	tap_ok(labels_have_attack(l) && labels_have_benign(l), "it has both");
	labels_free(l);
	if (pwrite(fd, "x", 1, strstr(text, "10.0.0.9") - text) != 1)
		abort();
	tap_is(labels_load(path, &l, &line), -EINVAL, "a line with a wrong address is refused");
	tap_is(line, 2, "  and named");
	close(fd);
	unlink(path);
	tap_is(labels_load(path, &l, &line), -ENOENT, "no file");
	return tap_done();
}
