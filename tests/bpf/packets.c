// SPDX-License-Identifier: MIT
/* Packets through the loaded programs by the kernel's test run: each passes, and the maps
 * hold what its bytes say; as XDP, as tc ingress and egress, and as replay. */
#include "tests/unit/tap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <stdbool.h>
#include <string.h>

#include <weir/meter.h>

#include "user/source/drain.h"

#define ETHERNET "020000000002" "020000000001"
#define IPV4 "0800"
#define IPV6 "86dd"
/* From 10.0.0.2 to 10.0.0.1: the source is hi, so the direction is 1. */
#define IPV4_HEADER(length, fragment, proto)                                                       \
	"4500" length "0001" fragment "40" proto "0000" "0a000002" "0a000001"
#define IPV6_HEADER(length, next)                                                                  \
	"60000000" length next "40" "fd000000000000000000000000000002"                             \
	"fd000000000000000000000000000001"
#define TCP(offset_flags) "c0000050" "00000001" "00000000" offset_flags "0000" "00000000"
#define UDP(length) "c0000035" length "0000"
/* Header of a DNS message of one question, and x.y TXT. */
#define DNS(flags) "0001" flags "0001000000000000"
#define LABELS "0161016201630164016101620163016401610162016301640161016201630164"
#define DNS_TXT "0178017900" "00100001"

enum bucket { ACCOUNTED, NOT_IP, MALFORMED };

struct row {
	const char *what;
	const char *hex;
	enum bucket bucket;
	uint32_t detail; /* ethertype, or enum weir_malformed */
	uint32_t oddity; /* 1 + enum weir_oddity, 0: none */
	uint8_t ip_proto;
	bool ipv6;
	uint16_t port_lo;
	uint16_t port_hi;
	uint16_t vlan;
	uint32_t ip_bytes;
	uint32_t payload;
	uint16_t queries;
	uint16_t carriers;
	uint16_t answers;
	uint16_t nxdomain;
};

#define ODD(name) (1 + WEIR_ODDITY_##name)
#define BAD(name) .bucket = MALFORMED, .detail = WEIR_MALFORMED_##name

static const struct row rows[] = {
	{ "TCP SYN", ETHERNET IPV4 IPV4_HEADER("0028", "4000", "06") TCP("5002"),
	  .ip_proto = 6, .port_lo = 80, .port_hi = 0xc000, .ip_bytes = 40 },
	{ "TCP with payload and padding",
	  ETHERNET IPV4 IPV4_HEADER("002a", "4000", "06") TCP("5018") "4142" "00000000",
	  .ip_proto = 6, .port_lo = 80, .port_hi = 0xc000, .ip_bytes = 42, .payload = 2 },
	{ "UDP over IPv6", ETHERNET IPV6 IPV6_HEADER("000a", "11") UDP("000a") "4142",
	  .ip_proto = 17, .ipv6 = true, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 50,
	  .payload = 2 },
	{ "IPv6 behind two extension headers",
	  ETHERNET IPV6 IPV6_HEADER("001c", "00") "3c00000000000000" "1100000000000000"
	  UDP("000c") "41424344",
	  .ip_proto = 17, .ipv6 = true, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 68,
	  .payload = 4 },
	{ "one VLAN tag", ETHERNET "8100" "0064" IPV4 IPV4_HEADER("001c", "0000", "11") UDP("0008"),
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .vlan = 100, .ip_bytes = 28 },
	{ "two VLAN tags, the inner one counts",
	  ETHERNET "88a8" "0007" "8100" "6065" IPV4 IPV4_HEADER("001c", "0000", "11") UDP("0008"),
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .vlan = 101, .ip_bytes = 28 },
	{ "PPPoE session",
	  ETHERNET "8864" "110000010000" "0021" IPV4_HEADER("001c", "0000", "11") UDP("0008"),
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 28 },
	{ "MPLS, two labels",
	  ETHERNET "8847" "00010040" "00020140" IPV4_HEADER("001c", "0000", "11") UDP("0008"),
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 28 },
	{ "ICMP echo: the identifier is both ports",
	  ETHERNET IPV4 IPV4_HEADER("001c", "0000", "01") "0800" "0000" "1234" "0001",
	  .ip_proto = 1, .port_lo = 0x1234, .port_hi = 0x1234, .ip_bytes = 28 },
	{ "ICMP unreachable: no ports",
	  ETHERNET IPV4 IPV4_HEADER("001c", "0000", "01") "0301" "0000" "00000000",
	  .ip_proto = 1, .ip_bytes = 28 },
	{ "SCTP", ETHERNET IPV4 IPV4_HEADER("0020", "0000", "84") "c0000b59" "00000000" "00000000",
	  .ip_proto = 132, .port_lo = 2905, .port_hi = 0xc000, .ip_bytes = 32 },
	{ "GRE: the outer IP, no ports",
	  ETHERNET IPV4 IPV4_HEADER("0018", "0000", "2f") "00000800",
	  .ip_proto = 47, .ip_bytes = 24, .payload = 4 },
	{ "a later fragment has no ports",
	  ETHERNET IPV4 IPV4_HEADER("001c", "00b9", "11") "4142434445464748",
	  .ip_proto = 17, .oddity = ODD(fragment), .ip_bytes = 28, .payload = 8 },
	{ "IP length 0 is to the end of the frame",
	  ETHERNET IPV4 IPV4_HEADER("0000", "4000", "06") TCP("5010") "414243",
	  .ip_proto = 6, .port_lo = 80, .port_hi = 0xc000, .ip_bytes = 43, .payload = 3 },
	{ "IP length beyond the frame",
	  ETHERNET IPV4 IPV4_HEADER("0100", "4000", "06") TCP("5010"),
	  .ip_proto = 6, .oddity = ODD(ip_length_beyond_frame), .port_lo = 80, .port_hi = 0xc000,
	  .ip_bytes = 40 },
	{ "TCP offset below its header",
	  ETHERNET IPV4 IPV4_HEADER("0028", "4000", "06") TCP("2010"),
	  .ip_proto = 6, .oddity = ODD(tcp_offset_invalid), .port_lo = 80, .port_hi = 0xc000,
	  .ip_bytes = 40 },
	{ "TCP cut after its ports", ETHERNET IPV4 IPV4_HEADER("0018", "4000", "06") "c0000050",
	  .ip_proto = 6, .oddity = ODD(tcp_header_truncated), .port_lo = 80, .port_hi = 0xc000,
	  .ip_bytes = 24 },
	{ "UDP length beyond the packet",
	  ETHERNET IPV4 IPV4_HEADER("001c", "0000", "11") UDP("0100"),
	  .ip_proto = 17, .oddity = ODD(udp_length_invalid), .port_lo = 53, .port_hi = 0xc000,
	  .ip_bytes = 28 },
	{ "DNS, a question for TXT",
	  ETHERNET IPV4 IPV4_HEADER("0031", "4000", "11") UDP("001d") DNS("0100") DNS_TXT,
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 49, .payload = 21,
	  .queries = 1, .carriers = 1 },
	{ "DNS, no such name",
	  ETHERNET IPV4 IPV4_HEADER("0031", "4000", "11") UDP("001d") DNS("8183") DNS_TXT,
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 49, .payload = 21,
	  .answers = 1, .nxdomain = 1 },
	{ "DNS over IPv6, the name cut short",
	  ETHERNET IPV6 IPV6_HEADER("0016", "11") UDP("0016") DNS("0100") "0178",
	  .ip_proto = 17, .ipv6 = true, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 62,
	  .payload = 14, .queries = 1 },
	{ "DNS, a name of 64 labels",
	  ETHERNET IPV4 IPV4_HEADER("00ad", "4000", "11") UDP("0099") DNS("0100")
	  LABELS LABELS LABELS LABELS "00" "00100001",
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 173, .payload = 145,
	  .queries = 1 },
	{ "DNS, an update",
	  ETHERNET IPV4 IPV4_HEADER("0031", "4000", "11") UDP("001d") DNS("2800") DNS_TXT,
	  .ip_proto = 17, .port_lo = 53, .port_hi = 0xc000, .ip_bytes = 49, .payload = 21 },
	{ "ARP", ETHERNET "0806" "00010800060400010000000000000a0000020000000000000a000001",
	  .bucket = NOT_IP, .detail = 0x0806 },
	{ "802.3 length", ETHERNET "0026" "4242030000000000", .bucket = NOT_IP, .detail = 0 },
	{ "PPPoE with LCP", ETHERNET "8864" "110000010004" "c021" "0101", .bucket = NOT_IP,
	  .detail = 0x8864 },
	{ "a VLAN tag cut short", ETHERNET "8100" "00", BAD(vlan_truncated) },
	{ "PPPoE cut short", ETHERNET "8864" "1100", BAD(pppoe_truncated) },
	{ "MPLS cut short", ETHERNET "8847" "000100", BAD(mpls_truncated) },
	{ "IPv4 header cut short", ETHERNET IPV4 "4500001c", BAD(ipv4_header_truncated) },
	{ "IPv4 options cut short",
	  ETHERNET IPV4 "4f00" "0040" "0001" "0000" "4011" "0000" "0a000002" "0a000001" "00",
	  BAD(ipv4_header_truncated) },
	{ "IPv4 header length of 4 words",
	  ETHERNET IPV4 "4400" "0014" "0001" "0000" "4011" "0000" "0a000002" "0a000001",
	  BAD(ipv4_header_invalid) },
	{ "IPv6 header cut short", ETHERNET IPV6 "60000000" "0008", BAD(ipv6_header_truncated) },
	{ "IPv6 version 5",
	  ETHERNET IPV6 "50000000" "0000" "3b40" "fd000000000000000000000000000002"
	  "fd000000000000000000000000000001", BAD(ipv6_header_invalid) },
	{ "IPv6 extension cut short", ETHERNET IPV6 IPV6_HEADER("0008", "00") "1100",
	  BAD(ipv6_extension_truncated) },
	{ "too many IPv6 extensions",
	  ETHERNET IPV6 IPV6_HEADER("0048", "3c") "3c00000000000000" "3c00000000000000"
	  "3c00000000000000" "3c00000000000000" "3c00000000000000" "3c00000000000000"
	  "3c00000000000000" "3c00000000000000" "1100000000000000",
	  BAD(ipv6_extensions_too_many) },
	{ "ports cut short", ETHERNET IPV4 IPV4_HEADER("001c", "0000", "11") "c000",
	  BAD(transport_truncated) },
	{ "ICMP echo cut short", ETHERNET IPV4 IPV4_HEADER("001c", "0000", "01") "08000000",
	  BAD(icmp_truncated) },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct caught {
	unsigned int flows;
	struct weir_key key;
	struct weir_flow flow;
};

struct bench {
	struct map_set maps;
	struct drain drain;
	struct weir_bpf *programs;
	struct caught caught;
};

static int catch_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct caught *c = ctx;

	c->flows++;
	c->key = *key;
	c->flow = *flow;
	return 0;
}

static uint32_t from_hex(const char *hex, uint8_t *out)
{
	uint32_t length = 0;
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		out[length++] = (uint8_t)byte;
	return length;
}

static int bench_open(struct bench *b, struct weir_config config)
{
	int error = map_set_create(&b->maps, 64, 4096);

	if (!error)
		error = drain_init(&b->drain, &b->maps);
	if (!error)
		error = map_programs_load(&b->maps, &config, &b->programs);
	return error;
}

static void bench_close(struct bench *b)
{
	map_programs_free(b->programs);
	drain_fini(&b->drain);
	map_set_close(&b->maps);
}

static int bench_drain(struct bench *b, struct account *a)
{
	struct drain_sink sink = { .flow = catch_flow, .ctx = &b->caught };
	int more = drain_swap(&b->drain);

	b->caught.flows = 0;
	while (!more && (more = drain_step(&b->drain, &sink, a, UINT64_MAX)) > 0)
		more = 0;
	return more;
}

static int count_wrong_key(const struct row *row, const struct weir_key *key)
{
	int wrong = key->ip_proto != row->ip_proto;

	wrong += key->slot != (row->ipv6 ? WEIR_SLOT_IPV6 | 5 : 5);
	wrong += key->port_lo != __builtin_bswap16(row->port_lo);
	wrong += key->port_hi != __builtin_bswap16(row->port_hi);
	wrong += key->vlan != row->vlan;
	wrong += ((const uint8_t *)&key->lo)[15] != 1 || ((const uint8_t *)&key->hi)[15] != 2;
	return wrong;
}

static int count_wrong_flow(const struct row *row, const struct weir_flow *flow, uint32_t length)
{
	int wrong = flow->hot[1].packets != 1 || flow->hot[0].packets != 0;

	wrong += flow->hot[1].bytes != length;
	wrong += flow->hot[1].ip_bytes != row->ip_bytes;
	wrong += flow->hot[1].payload_bytes != row->payload;
	wrong += flow->first_sizes[1][0] != row->ip_bytes;
	return wrong;
}

/* What the kernel read of names, and what the same code reads in user space. */
static int count_wrong_dns(const struct row *row, const struct weir_dns *dns, const uint8_t *frame,
			   uint32_t length)
{
	struct weir_flow flow = { 0 };
	struct weir_packet p;
	struct weir_span s;
	int wrong = dns->queries != row->queries || dns->carriers != row->carriers;

	if (row->ip_proto != WEIR_PROTO_UDP)
		return 0;
	weir_parse(&p, frame, frame + length, 0);
	weir_span_single(&s, &p);
	weir_meter(&flow, 1, &p, &s, 1);
	wrong += dns->answers != row->answers || dns->nxdomain != row->nxdomain;
	return wrong + !!memcmp(dns, &flow.proto.dns, sizeof(*dns));
}

static int count_wrong_account(const struct row *row, const struct account *a, uint32_t length)
{
	struct weir_tally one = { 1, length }, none = { 0, 0 };
	struct weir_tally malformed = account_malformed(a);
	const struct weir_tally *want_not_ip = row->bucket == NOT_IP ? &one : &none;
	const struct weir_tally *want_malformed = row->bucket == MALFORMED ? &one : &none;
	const struct weir_tally *want_accounted = row->bucket == ACCOUNTED ? &one : &none;
	int wrong = memcmp(&a->seen, &one, sizeof(one)) != 0;
	unsigned int i;

	wrong += memcmp(&a->accounted, want_accounted, sizeof(one)) != 0;
	wrong += memcmp(&a->not_ip, want_not_ip, sizeof(one)) != 0;
	wrong += memcmp(&malformed, want_malformed, sizeof(one)) != 0;
	if (row->bucket == MALFORMED)
		wrong += a->malformed[row->detail].packets != 1;
	if (row->bucket == NOT_IP)
		wrong += !a->not_ip_by[0].used || a->not_ip_by[0].ethertype != row->detail;
	for (i = 0; row->bucket == ACCOUNTED && i < WEIR_ODDITY_COUNT; i++)
		wrong += a->oddity[i] != (i + 1 == row->oddity);
	return wrong + !account_holds(a);
}

static void check(struct bench *b, const struct row *row, const char *as, const uint8_t *frame,
		  uint32_t length)
{
	struct account a = { 0 };
	int wrong, error = bench_drain(b, &a);

	wrong = count_wrong_account(row, &a, length);
	if (row->bucket == ACCOUNTED && b->caught.flows == 1)
		wrong += count_wrong_key(row, &b->caught.key) +
			 count_wrong_flow(row, &b->caught.flow, length) +
			 count_wrong_dns(row, &b->caught.flow.proto.dns, frame, length);
	wrong += b->caught.flows != (row->bucket == ACCOUNTED);
	tap_ok(!error && !wrong, "%s: %s (%d differ)", as, row->what, wrong);
}

/* Since Linux 6.18 an skb's test run wants an IP header after an IP ethertype. */
static bool kernel_may_refuse(const struct row *row, uint32_t verdict)
{
	return verdict != XDP_PASS && row->bucket == MALFORMED &&
	       (row->detail == WEIR_MALFORMED_ipv4_header_truncated ||
		row->detail == WEIR_MALFORMED_ipv6_header_truncated);
}

static void test_rows(struct bench *b, int program, uint32_t verdict, const char *as)
{
	uint8_t frame[256];
	unsigned int i;

	for (i = 0; i < ROWS; i++) {
		uint32_t length = from_hex(rows[i].hex, frame);
		LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = length,
			    .repeat = 1);
		int error = bpf_prog_test_run_opts(program, &run);

		if (error == -EINVAL && kernel_may_refuse(&rows[i], verdict))
			continue;
		tap_ok(!error && run.retval == verdict, "%s: passes: %s", as, rows[i].what);
		check(b, &rows[i], as, frame, length);
	}
}

/* Another link header than the frame's, and a record that was cut. */
static void test_replay_meta(struct bench *b)
{
	struct {
		struct weir_replay_meta meta;
		uint8_t frame[256];
	} in = { .meta = { .time_ns = 1234567890123456789, .link_len = 16, .synth_len = 14 } };
	struct account a = { 0 };
	uint32_t length = from_hex(rows[0].hex, in.frame);
	uint32_t size = (uint32_t)sizeof(in.meta) + length;
	struct xdp_md context = { .data = sizeof(in.meta), .data_end = size };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = &in, .data_size_in = size,
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = 1);

	in.frame[17] = 0x64; /* IP length 100, of which 40 were captured */
	in.meta.cap_len = 56;
	in.meta.wire_len = 116;
	tap_is(bpf_prog_test_run_opts(map_programs_xdp(b->programs), &run), 0, "replay runs");
	tap_is(bench_drain(b, &a), 0, "and drains");
	tap_is(a.seen.bytes, 116, "a cut record counts its link header and IP length");
	tap_is(b->caught.flow.hot[1].ip_bytes, 100, "IP bytes of the whole packet");
	tap_is(b->caught.flow.first_ns[1], 1234567890123456789, "at the time of the record");
	tap_ok(account_holds(&a), "account holds");
}

/* Two option headers of @units * 8 bytes between IPv6 and UDP, in a frame that the kernel
 * engine cannot be shown whole. */
static void run_deep(struct engine *e, unsigned int units, struct account *a)
{
	static uint8_t frame[6000];
	struct caught caught = { 0 };
	struct drain_sink sink = { .flow = catch_flow, .ctx = &caught };
	struct frame_record r = { frame, sizeof(frame), { .cap_len = sizeof(frame) } };
	uint32_t length = from_hex(ETHERNET IPV6 IPV6_HEADER("1736", "3c") "3c", frame);

	memset(frame + length, 0, sizeof(frame) - length);
	frame[length] = (uint8_t)(units - 1);
	frame[54 + units * 8] = 17;
	frame[54 + units * 8 + 1] = (uint8_t)(units - 1);
	frame[54 + units * 16 + 3] = 53;
	r.meta.wire_len = r.meta.cap_len;
	tap_is(e->ops->packet(e, &r), 0, "%s: %u bytes of options", e->ops->name, units * 16);
	tap_is(e->ops->drain(e, &sink, a), 0, "%s: drains", e->ops->name);
}

static void test_deep_headers(void)
{
	static const unsigned int units[] = { 180, 189, 200, 215, 230, 256 };
	struct engine *native = NULL, *kernel = NULL;
	struct account a, b;
	unsigned int i;

	tap_ok(!engine_native_new(64, &native) && !engine_kernel_new(64, &kernel), "engines");
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		a = b = (struct account){ 0 };
		run_deep(native, units[i], &a);
		run_deep(kernel, units[i], &b);
		tap_ok(!memcmp(&a, &b, sizeof(a)), "both engines alike, %s",
		       a.accounted.packets ? "accounted" : "too deep");
	}
	native->ops->free(native);
	kernel->ops->free(kernel);
}

/* What offloads hand to tc: 3 segments of up to 1448 bytes; with and without their number. */
static void test_gso(struct bench *b, uint32_t segments)
{
	uint8_t frame[54 + 3000] = { 0 };
	struct __sk_buff context = { .gso_segs = segments, .gso_size = 1448 };
	struct account a = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = 1);
	int error;

	from_hex(rows[0].hex, frame);
	frame[16] = 3040 >> 8;
	frame[17] = 3040 & 0xff;
	error = bpf_prog_test_run_opts(map_programs_tc(b->programs, WEIR_HOOK_EGRESS), &run);
	tap_is(error, 0, "offloaded packet runs, %u segments said", segments);
	tap_is(bench_drain(b, &a), 0, "and drains");
	tap_is(a.seen.packets, 3, "three packets on the wire");
	tap_is(a.seen.bytes, 3054 + 2 * 54, "each with its headers");
	tap_is(b->caught.flow.hot[1].packets, 3, "in the record too");
	tap_is(b->caught.flow.first_sizes[1][2], 40 + 3000 - 2 * 1448, "the last one is short");
	tap_ok(account_holds(&a), "account holds");
}

/* Full: the 65th flow goes to overflow, its destination to a victim slot. */
static void test_overflow(struct bench *b)
{
	uint8_t frame[256];
	struct account a = { 0 };
	uint32_t length = from_hex(rows[0].hex, frame);
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = length, .repeat = 1);
	unsigned int i, failed = 0;

	for (i = 0; i < 100; i++) {
		frame[35] = (uint8_t)i;
		failed += bpf_prog_test_run_opts(map_programs_xdp(b->programs), &run) != 0;
	}
	tap_is(failed, 0, "a hundred flows run");
	tap_is(bench_drain(b, &a), 0, "and drain");
	tap_is(a.seen.packets, 100, "all seen");
	tap_is(a.accounted.packets, 64, "as many as fit accounted");
	tap_is(a.overflow[WEIR_OVERFLOW_map_full].packets, 36, "the rest overflows");
	tap_ok(account_holds(&a), "account holds");
}

int main(void)
{
	struct bench live = { 0 }, replay = { 0 };
	int error = bench_open(&live, (struct weir_config){ .slot = 5, .keyed_vlan = 1 });

	if (error == -EPERM || error == -ENOTSUP)
		tap_skip("SKIP: BPF cannot be used here: %s", strerror(-error));
	tap_is(error, 0, "live programs load");
	test_rows(&live, map_programs_xdp(live.programs), XDP_PASS, "xdp");
	test_rows(&live, map_programs_tc(live.programs, WEIR_HOOK_INGRESS), (uint32_t)TC_ACT_UNSPEC,
		  "tc ingress");
	test_rows(&live, map_programs_tc(live.programs, WEIR_HOOK_EGRESS), (uint32_t)TC_ACT_UNSPEC,
		  "tc egress");
	test_gso(&live, 3);
	test_gso(&live, 0);
	test_overflow(&live);
	error = bench_open(&replay, (struct weir_config){ .replay = 1 });
	tap_is(error, 0, "replay program loads");
	test_replay_meta(&replay);
	test_deep_headers();
	bench_close(&live);
	bench_close(&replay);
	return tap_done();
}
