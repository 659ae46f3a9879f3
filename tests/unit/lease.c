// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/device/lease.h"

#include <string.h>

#define NOW 1795200000u /* 2026-11-20 */

static const char dnsmasq[] =
	"1795204119 00:16:3e:11:22:33 192.168.77.60 laptop-anna 01:00:16:3e:11:22:33\n"
	"0 00:16:3e:11:22:34 192.168.77.61 * *\n"
	"1795100000 00:16:3e:11:22:35 192.168.77.62 old *\n"
	"duid 00:01:00:01:2d:5e:3a:7b:02:00:00:00:00:01\n"
	"1795204119 1122867 fd77::5a laptop-anna 00:01:00:01:2d:5e\n"
	"x 00:16:3e:11:22:36 192.168.77.63 a *\n"
	"1795204119 00:16:3e:11:22:36\n";

static const char kea[] =
	"address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,"
	"state\r\n"
	"192.168.77.60,00:16:3e:11:22:33,01:00,3600,1795204119,1,0,0,laptop-anna,0\r\n"
	"192.168.77.61,00:16:3e:11:22:34,01:00,3600,1795204119,1,0,0,,0\r\n"
	"192.168.77.62,00:16:3e:11:22:35,01:00,3600,1795100000,1,0,0,old,0\r\n"
	"192.168.77.63,00:16:3e:11:22:36,01:00,3600,1795204119,1,0,0,gone,2\r\n"
	"999.1.1.1,00:16:3e:11:22:36,01:00,3600,1795204119,1,0,0,bad,0\r\n"
	"192.168.77.64,nonsense,01:00,3600,1795204119,1,0,0,bad,0\r\n";

static const char kea6[] =
	"address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,"
	"fqdn_fwd,fqdn_rev,hostname,hwaddr,state\n"
	"fd77::60,00:01,3600,1795204119,1,1800,0,1,128,0,0,laptop-anna,00:16:3e:11:22:33,0\n"
	"fd77:1::,00:01,3600,1795204119,1,1800,2,1,56,0,0,router,00:16:3e:11:22:34,0\n"
	"fd77::61,00:01,3600,1795204119,1,1800,0,1,128,0,0,nameless,,0\n";

static const char isc[] =
	"# The format of this file is documented in the dhcpd.leases(5) manual page.\n"
	"authoring-byte-order little-endian;\n"
	"\n"
	"lease 192.168.77.60 {\n"
	"  starts 5 2026/11/20 10:00:00;\n"
	"  ends 6 2026/11/21 10:00:00;\n"
	"  binding state active;\n"
	"  next binding state free;\n"
	"  hardware ethernet 00:16:3e:11:22:33;\n"
	"  client-hostname \"laptop-anna\";\n"
	"}\n"
	"lease 192.168.77.61 {\n"
	"  ends never;\n"
	"  binding state active;\n"
	"  hardware ethernet 00:16:3e:11:22:34;\n"
	"}\n"
	"lease 192.168.77.62 {\n"
	"  ends 4 2026/11/19 10:00:00;\n"
	"  binding state active;\n"
	"  hardware ethernet 00:16:3e:11:22:35;\n"
	"}\n"
	"lease 192.168.77.63 {\n"
	"  ends epoch 1795204119; # Fri Nov 20\n"
	"  binding state free;\n"
	"  hardware ethernet 00:16:3e:11:22:36;\n"
	"}\n"
	"lease nonsense {\n"
	"}\n";

struct seen {
	unsigned int count;
	unsigned int named;
};

static void count(void *ctx, const struct lease *lease)
{
	struct seen *seen = ctx;

	seen->count++;
	seen->named += lease->name_length == 11 && !memcmp(lease->name, "laptop-anna", 11);
}

static void parse(const char *what, const char *text, uint32_t leases, uint32_t wrong)
{
	struct seen seen = {0};
	uint32_t got = lease_parse(text, strlen(text), NOW, count, &seen);

	tap_is(seen.count, leases, "%s: %u leases hold", what, leases);
	tap_is(seen.named, 1, "%s: one has that name", what);
	tap_is(got, wrong, "%s: %u lines are wrong", what, wrong);
}

static void test_learning(void)
{
	struct networks one = {.count = 0}, home;
	const struct device *device;
	struct devices *d;

	networks_default(&home);
	networks_add(&one, "192.168.77.60");
	if (devices_new(8, 1, &home, &d))
		abort();
	devices_lease(d, dnsmasq, sizeof(dnsmasq) - 1, NOW);
	device = devices_find(d, &one.list[0].addr);
	tap_ok(device && !strcmp(device->name, "laptop-anna") &&
		       device->name_source == DEVICE_NAME_LEASE,
	       "a lease names a device");
	tap_ok(device && !device->last_s, "that was never seen");
	devices_bind(d, (const uint8_t *)"\0\x16\x3e\x99\x99\x99", &one.list[0].addr,
		     DEVICE_ON_LINK, NOW);
	devices_lease(d, dnsmasq, sizeof(dnsmasq) - 1, NOW);
	device = devices_find(d, &one.list[0].addr);
	tap_ok(device && !strcmp(device->id, "00163e999999"),
	       "and takes no address from who was seen with it");
	tap_is(devices_stats(d)->lines_wrong, 4, "wrong lines are counted");
	devices_free(d);
}

int main(void)
{
	parse("dnsmasq", dnsmasq, 2, 2);
	parse("Kea", kea, 2, 2);
	parse("Kea, IPv6", kea6, 1, 0);
	parse("ISC", isc, 2, 1);
	test_learning();
	return tap_done();
}
