// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/device/given.h"
#include "user/device/name.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define NOON (20000u * 86400u + 43200u)
#define HOUR 3600u
#define DAY (24 * HOUR)

static struct networks home;

static struct weir_addr address(const char *text)
{
	struct networks one = {.count = 0};

	if (networks_add(&one, text))
		abort();
	return one.list[0].addr;
}

static const uint8_t *mac(unsigned int number)
{
	static uint8_t out[DEVICE_MAC_SIZE] = {0, 0x16, 0x3e};

	out[3] = (uint8_t)(number >> 16);
	out[4] = (uint8_t)(number >> 8);
	out[5] = (uint8_t)number;
	return out;
}

static void tap_str(const char *got, const char *expected, const char *what)
{
	if (!tap_ok(!strcmp(got, expected), "%s", what))
		printf("#   got '%s', expected '%s'\n", got, expected);
}

static struct devices *start(uint32_t max)
{
	struct devices *d;

	if (devices_new(max, 4, &home, &d))
		abort();
	return d;
}

static void met(struct devices *d, unsigned int number, const char *text, uint32_t now)
{
	struct weir_addr addr = address(text);

	devices_bind(d, mac(number), &addr, DEVICE_ON_LINK, now);
}

static void met_weakly(struct devices *d, unsigned int number, const char *text, uint32_t now)
{
	struct weir_addr addr = address(text);

	devices_bind(d, mac(number), &addr, DEVICE_ROUTED, now);
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

static bool stands_for(const struct devices *d, const char *text, const char *of)
{
	struct weir_addr addr = address(of), want = address(text);
	struct weir_addr got = devices_canonical(d, &addr);

	return !memcmp(&got, &want, sizeof(got));
}

static void test_identity(void)
{
	struct devices *d = start(8);
	struct device_address list[DEVICE_ADDRS_MAX];

	met(d, 1, "192.168.1.20", NOON);
	met(d, 1, "fe80::1", NOON + 1);
	met(d, 1, "fd00::20", NOON + 2);
	met(d, 1, "fd00::abcd", NOON + 3);
	tap_str(id_of(d, "192.168.1.20"), "00163e000001", "a device's id is its MAC");
	tap_str(id_of(d, "fd00::abcd"), "00163e000001", "and the same with all its addresses");
	tap_str(id_of(d, "192.168.1.21"), "", "another address is nobody's");
	tap_is(devices_addresses(d, devices_get(d, 0), list), 4, "it has four");
	tap_ok(list[0].last_s == NOON + 3 && list[3].last_s == NOON, "the latest first");
	tap_ok(stands_for(d, "fe80::1", "fd00::abcd"), "its first stands for all of a family");
	tap_ok(stands_for(d, "192.168.1.99", "192.168.1.99"), "no device: the address");
	tap_ok(devices_look_up(d, "00-16-3E-00-00-01") && devices_look_up(d, "00163e000001") &&
		       devices_look_up(d, "fd00::20") && !devices_look_up(d, "fd00::21"),
	       "found by MAC, id and address");
	met(d, 1, "192.168.1.35", NOON + HOUR);
	tap_str(id_of(d, "192.168.1.35"), "00163e000001", "it keeps its id with a new address");
	tap_ok(stands_for(d, "192.168.1.20", "192.168.1.35"), "and what stands for it");
	met(d, 1, "192.168.1.36", NOON + HOUR + 1);
	tap_ok(stands_for(d, "fd00::abcd", "fd00::abcd"), "but nothing for two at once");
	met(d, 1, "192.168.1.35", NOON + 2 * HOUR + 1);
	met(d, 2, "192.168.1.20", NOON + 2 * HOUR + 2);
	tap_str(id_of(d, "192.168.1.20"), "00163e000002", "its old address is another's");
	tap_ok(stands_for(d, "192.168.1.20", "192.168.1.20") &&
		       stands_for(d, "192.168.1.35", "192.168.1.35"),
	       "and stands for that one then, not for it");
	tap_is(devices_stats(d)->moved, 1, "which is counted");
	met(d, 3, "8.8.8.8", NOON);
	met(d, 3, "224.0.0.251", NOON);
	devices_bind(d, (const uint8_t *)"\xff\xff\xff\xff\xff\xff",
		     &(struct weir_addr){.word = {0, 0, htonl(0xffff), htonl(0xc0a80109)}},
		     DEVICE_ON_LINK, NOON);
	tap_is(devices_stats(d)->devices, 2, "what is no home host's is passed over");
	tap_ok(devices_forget(d, "00163e000001") && !devices_forget(d, "00163e000001"),
	       "forgotten");
	tap_str(id_of(d, "fd00::20"), "", "with its addresses");
	devices_free(d);
}

static void test_routers(void)
{
	struct devices *d = start(8);
	char text[32];

	for (unsigned int i = 1; i <= 4; i++) {
		snprintf(text, sizeof(text), "10.0.0.%u", i);
		met_weakly(d, 1, text, NOON);
	}
	tap_str(id_of(d, "10.0.0.4"), "00163e000001", "four addresses may be a device's");
	met_weakly(d, 1, "10.0.0.5", NOON);
	tap_str(id_of(d, "10.0.0.5"), "", "five at once are of a router");
	tap_str(id_of(d, "10.0.0.1"), "", "and none is its own");
	met_weakly(d, 2, "10.0.1.1", NOON);
	met(d, 2, "192.168.1.1", NOON);
	devices_forwards(d, mac(2), NOON);
	tap_str(id_of(d, "10.0.1.1"), "", "what forwards is no device of those behind it");
	tap_str(id_of(d, "192.168.1.1"), "00163e000002", "but has its own address");
	met_weakly(d, 2, "10.0.1.2", NOON + 1);
	tap_str(id_of(d, "10.0.1.2"), "", "and gets no other weakly");
	for (unsigned int i = 1; i <= 9; i++) {
		snprintf(text, sizeof(text), "10.0.2.%u", i);
		met(d, 3, text, NOON + i * HOUR);
	}
	tap_str(id_of(d, "10.0.2.9"), "00163e000003", "an address an hour is a device's");
	for (unsigned int i = 1; i <= 40; i++) {
		snprintf(text, sizeof(text), "fd00::%x", i);
		met(d, 4, text, NOON + i * DAY);
	}
	tap_str(id_of(d, "fd00::28"), "00163e000004", "so are IPv6 addresses that change daily");
	tap_str(id_of(d, "fd00::1"), "", "the oldest are forgotten");
	tap_ok(stands_for(d, "fd00::1", "fd00::28"), "the first still stands for it");
	met(d, 5, "192.168.1.50", NOON);
	met_weakly(d, 6, "192.168.1.50", NOON + 1);
	tap_str(id_of(d, "192.168.1.50"), "00163e000005", "weak evidence moves no fresh address");
	tap_is(devices_stats(d)->routers, 2, "two routers were found");
	devices_free(d);
}

static void test_flood(void)
{
	struct devices *d = start(16);
	char text[32];

	met(d, 1, "192.168.1.20", NOON);
	met(d, 1, "192.168.1.20", NOON + 3 * DAY);
	for (unsigned int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "10.%u.%u.9", i / 200, i % 200);
		met(d, 1000 + i, text, NOON + 3 * DAY + 1);
	}
	tap_str(id_of(d, "192.168.1.20"), "00163e000001", "invented MACs push out no old device");
	tap_is(devices_stats(d)->devices, 16, "the table does not grow");
	tap_is(devices_stats(d)->evicted, 5000 - 15, "each that went is counted");
	devices_free(d);
}

static void name_peer(struct devices *d, const char *text, const char *name, uint32_t now)
{
	struct weir_addr addr = address(text);

	devices_name_peer(d, &addr, name, strlen(name), now);
}

static void test_names(void)
{
	struct devices *d = start(8);
	struct weir_addr addr = address("192.168.1.20");

	met(d, 1, "192.168.1.20", NOON);
	devices_name_address(d, &addr, "x.lan", 5, DEVICE_NAME_DNS);
	devices_name_mac(d, mac(1), "laptop-anna", 11, DEVICE_NAME_DHCP, NOON);
	devices_name_address(d, &addr, "y.lan", 5, DEVICE_NAME_DNS);
	tap_str(name_of(d, "192.168.1.20"), "laptop-anna", "the more trusted name stays");
	devices_name_mac(d, mac(1), "\x1b[31m\x07", 6, DEVICE_NAME_LEASE, NOON);
	tap_str(name_of(d, "192.168.1.20"), "--31m-", "escapes of a terminal do not");
	tap_ok(devices_look_up(d, "--31M-") != NULL, "found by name in any case");
	name_peer(d, "93.184.216.34", "WWW.Example.COM.", NOON);
	tap_str(name_of(d, "93.184.216.34"), "www.example.com", "a peer's name, in small letters");
	name_peer(d, "192.168.1.21", "rebind.example", NOON);
	tap_str(name_of(d, "192.168.1.21"), "", "a home address is no peer's");
	for (unsigned int i = 0; i < 9; i++) {
		char text[32];

		snprintf(text, sizeof(text), "198.51.100.%u", i);
		name_peer(d, text, "flood.example", NOON + i);
	}
	tap_ok(devices_stats(d)->peers == 4 && devices_stats(d)->peers_evicted == 6,
	       "the peers' table does not grow");
	tap_str(name_of(d, "198.51.100.8"), "flood.example", "the latest is there");
	met(d, 1, "192.168.1.20", NOON + 2 * DAY);
	tap_str(name_of(d, "198.51.100.8"), "", "but not for ever");
	devices_free(d);
}

static void give(struct devices *d, const char *text, uint32_t wrong)
{
	tap_is(devices_give(d, text, strlen(text)), wrong, "%u wrong lines", wrong);
}

static void test_given(void)
{
	struct devices *d = start(8);

	met(d, 1, "192.168.1.20", NOON);
	devices_name_mac(d, mac(1), "from-dhcp", 9, DEVICE_NAME_DHCP, NOON);
	give(d,
	     "# the admin's\n"
	     "0:16:3e:0:0:1  laptop-anna   # ethers\n"
	     "10.9.0.1\tprinter printer.lan\n"
	     "127.0.0.1 localhost\n"
	     "fd00::9 B\xc3\xbcro\n"
	     "not-an-address x\n"
	     "192.168.1.99\n",
	     2);
	tap_str(name_of(d, "192.168.1.20"), "laptop-anna", "the admin's name stands above all");
	tap_str(name_of(d, "10.9.0.1"), "printer", "also of an address nobody was seen with");
	tap_ok(*id_of(d, "10.9.0.1") == 'a', "whose id is not a MAC");
	tap_str(name_of(d, "fd00::9"), "B\xc3\xbcro", "and of other letters");
	met(d, 2, "10.9.0.1", NOON + 1);
	tap_str(id_of(d, "10.9.0.1"), "00163e000002", "the MAC seen with it is the device");
	tap_str(name_of(d, "10.9.0.1"), "printer", "which keeps the name");
	met(d, 3, "10.9.0.1", NOON + 2);
	tap_str(name_of(d, "10.9.0.1"), "printer", "and so does another there");
	tap_ok(!*devices_look_up(d, "00163e000002")->name, "but not the one that left");
	met(d, 2, "10.9.0.1", NOON + 3);
	give(d, "00:16:3e:00:00:02 copier\n", 0);
	tap_str(name_of(d, "10.9.0.1"), "copier", "another file, another name");
	tap_str(name_of(d, "192.168.1.20"), "from-dhcp", "and for the others what else is known");
	tap_str(id_of(d, "fd00::9"), "", "nor anything known by it alone");
	devices_free(d);
}

static void is_clean(const char *from, const char *to)
{
	char out[DEVICE_NAME_SIZE] = "";

	tap_ok(name_clean(from, strlen(from), out) == (*to != '\0') && !strcmp(out, to),
	       "'%s' is left", to);
}

static void test_clean(void)
{
	char name[300], out[DEVICE_NAME_SIZE];

	is_clean("Anna's iPhone", "Anna-s-iPhone");
	is_clean("a\"b\\c\n<d>", "a-b-c--d-");
	is_clean("..host..", "host");
	is_clean("\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac");
	is_clean("x\xe2\x80\xaey", "x---y"); /* turns the direction of writing */
	is_clean("x\xc2\x9by", "x--y");	     /* CSI of eight bits */
	is_clean("x\xc0\xafy\xff", "x--y-"); /* not UTF-8 */
	is_clean("---", "");
	is_clean("192.168.1.1", "");
	is_clean("aa:bb:cc:dd:ee:ff", "");
	is_clean("fe80::1", "fe80--1");
	is_clean("", "");
	memset(name, 'a', sizeof(name));
	memcpy(name + sizeof(name) - 8, ".example", 8);
	tap_ok(name_clean(name, sizeof(name), out) && strlen(out) == DEVICE_NAME_SIZE - 1,
	       "a long name loses its end");
	tap_ok(name_clean_domain(name, sizeof(name), out) && strlen(out) < DEVICE_NAME_SIZE &&
		       !strncmp(out, "...a", 4) && !strcmp(out + strlen(out) - 8, ".example"),
	       "a domain name its begin");
	memset(name, 0xc3, sizeof(name));
	for (size_t i = 1; i < sizeof(name); i += 2)
		name[i] = (char)0xbc;
	tap_ok(name_clean(name, sizeof(name), out) && strlen(out) == DEVICE_NAME_SIZE - 2,
	       "no letter is cut in two");
}

int main(void)
{
	struct devices *d;

	networks_default(&home);
	tap_is(devices_new(0, 1, &home, &d), -EINVAL, "no table of nothing");
	test_identity();
	test_routers();
	test_flood();
	test_names();
	test_given();
	test_clean();
	return tap_done();
}
