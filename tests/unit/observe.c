// SPDX-License-Identifier: MIT
#include "name_frames.h"
#include "tap.h"
#include "user/device/dhcp.h"
#include "user/device/dns.h"
#include "user/device/observe.h"

#include <errno.h>

#define NOW 1700000000ull

static struct networks home;

static void tap_str(const char *got, const char *expected, const char *what)
{
	if (!tap_ok(!strcmp(got, expected), "%s", what))
		printf("#   got '%s', expected '%s'\n", got, expected);
}

static struct weir_addr address(const char *text)
{
	struct networks one = {.count = 0};

	if (networks_add(&one, text))
		abort();
	return one.list[0].addr;
}

static const char *id_of(const struct devices *d, const char *text)
{
	struct weir_addr addr = address(text);
	const struct device *device = devices_find(d, &addr);

	return device ? device->id : "";
}

static const char *name_of(const struct devices *d, const char *text)
{
	struct weir_addr addr = address(text);
	const char *name = devices_name(d, &addr);

	return name ? name : "";
}

static struct devices *start(void)
{
	struct devices *d;

	if (devices_new(16, 16, &home, &d))
		abort();
	return d;
}

/* The first @captured bytes of a frame; with @ethertype not 0 without its link header. */
static void see_cut(struct devices *d, const struct name_ends *e, const void *payload, size_t size,
		    size_t captured, uint16_t ethertype)
{
	_Alignas(struct weir_frame) uint8_t room[sizeof(struct weir_frame) + NAME_FRAME_BYTES];
	struct weir_frame *frame = (struct weir_frame *)room;
	size_t length;

	memset(room, 0, sizeof(*frame));
	length = name_frame(e, payload, size, frame->data);
	if (ethertype) {
		length -= 14;
		memmove(frame->data, frame->data + 14, length);
	}
	frame->time_ns = NOW * 1000000000ull;
	frame->wire_len = (uint32_t)length;
	frame->data_len = (uint16_t)(length < captured ? length : captured);
	frame->ethertype = ethertype;
	frame->reasons = WEIR_FRAME_NAME;
	devices_frame(d, frame, 0);
}

static void see(struct devices *d, const struct name_ends *e, const char *hex)
{
	uint8_t payload[NAME_FRAME_BYTES];
	size_t size = name_bytes(hex, payload);

	see_cut(d, e, payload, size, WEIR_FRAME_NAME_BYTES, 0);
}

static void test_answers(void)
{
	const struct name_ends outside = {"8.8.8.8", "192.168.1.20", 53, 40000, 1, 2};
	const struct name_ends inside = {"192.168.77.1", "192.168.77.60", 53, 40000, 1, 3};
	const struct name_ends away = {"8.8.8.8", "198.51.100.1", 53, 40000, 1, 2};
	const struct weir_addr printer = address("192.168.77.9");
	struct devices *d = start();

	see(d, &away, ANSWER_CNAME);
	tap_str(name_of(d, "93.184.216.34"), "", "what nobody here asked for names nothing");
	see(d, &outside, ANSWER_CNAME);
	tap_str(name_of(d, "93.184.216.34"), "www.example.com", "a peer has the name asked for");
	tap_str(name_of(d, "2606:2800:21f::1"), "www.example.com", "of both families");
	tap_str(id_of(d, "192.168.1.20"), "020000000002", "who asked is known by the frame");
	tap_ok(devices_look_up(d, "02:00:00:00:00:01")->router, "what brings it is a router");
	see(d, &inside, ANSWER_PRINTER);
	tap_str(id_of(d, "192.168.77.60"), "020000000003", "an answer from within");
	tap_str(name_of(d, "192.168.77.9"), "", "names no address that nobody has");
	devices_bind(d, (const uint8_t *)"\x02\0\0\0\0\x09", &printer, DEVICE_ON_LINK, NOW);
	see(d, &inside, ANSWER_PRINTER);
	tap_str(name_of(d, "192.168.77.9"), "printer.lan", "but a device's");
	devices_free(d);
}

static void test_reverse(void)
{
	const struct name_ends ends = {"192.168.77.1", "192.168.77.60", 53, 40000, 1, 3};
	const struct name_ends ends6 = {"fd00::1", "fd00::20", 53, 40000, 1, 3};
	const struct weir_addr printer = address("192.168.77.9");
	struct devices *d = start();

	devices_bind(d, (const uint8_t *)"\x02\0\0\0\0\x09", &printer, DEVICE_ON_LINK, NOW);
	see(d, &ends, ANSWER_REVERSE);
	tap_str(name_of(d, "192.168.77.9"), "printer.lan", "a reverse look-up names a device");
	see(d, &ends6, ANSWER_REVERSE6);
	tap_str(name_of(d, "fd00::20"), "nas.lan", "in IPv6, too");
	devices_free(d);
}

/* Whoever reaches the gateway from outside gives no address and no name. */
static void test_dhcp_afar(struct devices *d, uint8_t *message, size_t size)
{
	static const struct name_ends ends[] = {
		{"203.0.113.9", "198.51.100.1", 67, 68, 1, 2},
		{"192.168.77.1", "198.51.100.1", 67, 68, 1, 2},
		{"203.0.113.9", "192.168.77.60", 67, 68, 1, 2},
		{"203.0.113.9", "255.255.255.255", 67, 68, 1, 2},
	};
	uint32_t before = devices_stats(d)->devices;
	size_t i;

	message[33] = 0x34; /* another client, that takes the address over */
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		see_cut(d, &ends[i], message, size, 512, 0);
	message[33] = 0x33;
	tap_str(id_of(d, "192.168.77.60"), "00163e112233", "nobody from outside takes it away");
	tap_is(devices_stats(d)->devices, before, "or invents a device");
}

static void test_dhcp(void)
{
	const struct name_ends ask = {"0.0.0.0", "255.255.255.255", 68, 67, 0x33, 0xff};
	const struct name_ends give = {"192.168.77.1", "192.168.77.60", 67, 68, 1, 0x33};
	uint8_t message[512];
	struct devices *d = start();
	size_t size = name_dhcp(DHCP_OPTIONS_REQUEST, NULL, message);
	struct dhcp m;

	see_cut(d, &ask, message, size, 512, 0);
	tap_ok(devices_look_up(d, "laptop-anna") != NULL, "who asks for an address says its name");
	tap_str(name_of(d, "192.168.77.60"), "", "and has no address yet");
	size = name_dhcp(DHCP_OPTIONS_ACK, "192.168.77.60", message);
	see_cut(d, &give, message, size, 512, 0);
	tap_str(name_of(d, "192.168.77.60"), "laptop-anna", "what it is given is its");
	tap_str(id_of(d, "192.168.77.60"), "00163e112233", "by its own MAC");
	test_dhcp_afar(d, message, size);
	for (size_t cut = 0; cut < 240; cut++)
		if (dhcp_read(message, cut, &m) != -EBADMSG)
			tap_ok(0, "%zu bytes are no message", cut);
	tap_ok(!dhcp_read(message, 243, &m) && m.type == 5 && !m.name_length,
	       "of a cut one what is there counts");
	message[1] = 6;
	tap_is(dhcp_read(message, size, &m), -EBADMSG, "no client but on Ethernet");
	devices_free(d);
}

static void test_mdns(void)
{
	const struct name_ends phone = {"192.168.1.20", "224.0.0.251", 5353, 5353, 0x20, 0xfb};
	const struct name_ends phone6 = {"fd00::20", "ff02::fb", 5353, 5353, 0x20, 0xfb};
	const struct name_ends routed = {"192.168.9.9", "192.168.1.5", 5353, 40000, 1, 5};
	struct devices *d = start();

	see(d, &routed, MDNS_PHONE);
	tap_str(id_of(d, "192.168.9.9"), "", "unicast may have crossed a router");
	see(d, &phone, MDNS_PHONE);
	tap_str(name_of(d, "192.168.1.20"), "Annas-iPhone", "a phone tells its name");
	see(d, &phone6, MDNS_PHONE);
	tap_str(name_of(d, "fd00::20"), "Annas-iPhone", "for both families");
	tap_str(id_of(d, "fd00::20"), "020000000020", "which are one device");
	tap_is(devices_stats(d)->devices, 1, "and there is no other");
	devices_free(d);
}

static void test_links(void)
{
	const struct name_ends ends = {"8.8.8.8", "192.168.1.20", 53, 40000, 1, 2};
	uint8_t payload[512];
	size_t size = name_bytes(ANSWER_CNAME, payload), cut;
	struct devices *d = start();

	see_cut(d, &ends, payload, size, 512, WEIR_ETH_IPV4);
	tap_str(name_of(d, "93.184.216.34"), "www.example.com", "a frame without link header");
	tap_is(devices_stats(d)->devices, 0, "has no MAC");
	devices_free(d);
	d = start();
	for (cut = 1; cut <= 42 + size; cut++)
		see_cut(d, &ends, payload, size, cut, 0);
	tap_str(name_of(d, "93.184.216.34"), "www.example.com", "cut anywhere it does no harm");
	tap_ok(devices_stats(d)->broken > 0, "and is counted");
	devices_free(d);
}

static void test_hostile(void)
{
	static const char loop[] = "000081000000000100000000c00c00010001000000000004c0a80101";
	static const char chain[] = "0000810000000001000000000161c00c00010001000000000004c0a80101";
	static const char labels[] = "00008100000000010000000080";
	uint8_t data[512];
	struct dns_record record;
	struct dns_reader r;
	struct weir_addr addr;

	tap_ok(!dns_open(&r, data, name_bytes(loop, data)) && dns_next(&r, &record) == -EBADMSG,
	       "a name that points at itself");
	tap_ok(!dns_open(&r, data, name_bytes(chain, data)) && dns_next(&r, &record) == -EBADMSG,
	       "a name that leads back to its begin");
	tap_ok(!dns_open(&r, data, name_bytes(labels, data)) && dns_next(&r, &record) == -EBADMSG,
	       "a label of an unknown kind");
	memset(data, 0xff, sizeof(data));
	tap_is(dns_open(&r, data, sizeof(data)), -EBADMSG, "no message at all");
	tap_ok(dns_reverse("1.2.3.in-addr.arpa", &addr) && dns_reverse("in-addr.arpa", &addr) &&
		       dns_reverse("1.0.ip6.arpa", &addr) && dns_reverse("", &addr),
	       "what is no address in reverse");
}

int main(void)
{
	networks_default(&home);
	test_answers();
	test_reverse();
	test_dhcp();
	test_mdns();
	test_links();
	test_hostile();
	return tap_done();
}
