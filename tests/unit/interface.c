// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/source/interface.h"
#include "user/source/attach.h"

#include <errno.h>
#include <string.h>

static struct interface ordinary(void)
{
	struct interface i = { .name = "eth0",
			       .ifindex = 2,
			       .mtu = 1500,
			       .link_header = true,
			       .readable = true,
			       .driver = "ixgbe" };

	return i;
}

static void native_is_refused_where_it_costs(void)
{
	struct interface i = ordinary();

	tap_ok(!interface_why_not_native(&i), "a plain NIC takes native XDP");
	i.rx_vlan_strip = true;
	tap_ok(!interface_why_not_native(&i), "stripping is harmless without VLANs");
	i.vlans = true;
	tap_ok(interface_why_not_native(&i) != NULL, "stripping with VLANs is not");
	i.rx_vlan_strip = false;
	tap_ok(!interface_why_not_native(&i), "VLANs without stripping are harmless");
	i = ordinary();
	strcpy(i.driver, "veth");
	tap_ok(interface_why_not_native(&i) != NULL, "veth loses its offloads");
	strcpy(i.driver, "virtio_net");
	tap_ok(interface_why_not_native(&i) != NULL, "so does virtio_net");
	i = ordinary();
	i.lro = true;
	tap_ok(interface_why_not_native(&i) != NULL, "LRO would be turned off");
	i = ordinary();
	i.link_header = false;
	tap_ok(interface_why_not_native(&i) != NULL, "XDP wants a link header");
	i = ordinary();
	i.bridge = true;
	tap_ok(interface_why_not_native(&i) != NULL, "a bridge has no driver");
}

static void loopback_is_read(void)
{
	struct interface i;

	tap_ok(interface_read("lo", &i) == 0, "lo is read");
	tap_ok(i.ifindex && i.mtu && i.loopback && i.link_header && i.readable && !i.bridge,
	       "and is a loopback with a link header");
	tap_ok(interface_read("no-such-if", &i) == -ENODEV, "an unknown name is -ENODEV");
	tap_ok(!strcmp(i.name, "lo"), "and leaves the result alone");
}

static int take(void *ctx, const char *cidr)
{
	(void)ctx;
	(void)cidr;
	return -E2BIG;
}

static void prefixes_of_the_loopback_are_nobodys(void)
{
	struct interface i;

	tap_ok(interface_read("lo", &i) == 0 && interface_prefixes(i.ifindex, take, NULL) == 0,
	       "host-scope addresses are no home network");
}

static void modes_have_names(void)
{
	enum attach_want want = ATTACH_TC;

	tap_ok(attach_want_parse("generic", &want) == 0 && want == ATTACH_GENERIC, "generic");
	tap_ok(attach_want_parse("clsact", &want) == 0 && want == ATTACH_CLSACT, "clsact");
	tap_ok(attach_want_parse("fast", &want) == -EINVAL && want == ATTACH_CLSACT, "not a mode");
	tap_ok(!strcmp(attach_mode_name(WEIR_MODE_TCX), "tcx"), "tcx has its name");
	tap_ok(!strcmp(attach_mode_name(WEIR_MODE_TC), "clsact"), "clsact has its name");
}

int main(void)
{
	native_is_refused_where_it_costs();
	loopback_is_read();
	prefixes_of_the_loopback_are_nobodys();
	modes_have_names();
	return tap_done();
}
