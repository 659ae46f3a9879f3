// SPDX-License-Identifier: MIT
/* Which interfaces are watched when none is named, and what is inside, on the networks that
 * gateways have. */
#include "tests/unit/tap.h"
#include "user/source/interface.h"

#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT 256

static int run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* One inside port and two uplinks, all with private addresses, as behind two home routers. */
static void set_up(void)
{
	if (geteuid())
		tap_skip("needs root");
	if (run("command -v ip >/dev/null"))
		tap_skip("needs ip");
	if (unshare(CLONE_NEWNET))
		tap_skip("cannot make name spaces");
	if (run("for d in lan0 wan0 wan1; do ip link add $d type veth peer name peer-$d && "
		"ip link set $d up && ip link set peer-$d up || exit 1; done"))
		tap_skip("no veth in this kernel");
	tap_is(run("ip addr add 192.168.1.1/24 dev lan0 && ip addr add 10.1.0.2/24 dev wan0 && "
		   "ip addr add 10.2.0.2/24 dev wan1 && "
		   "ip -6 addr add 2001:db8:1::2/64 dev wan0 nodad"),
	       0, "addresses");
}

static const char *defaults(char out[static TEXT])
{
	char names[INTERFACES_MAX][INTERFACE_NAME];
	int count, i;
	bool host;

	count = interface_defaults(names, &host);
	snprintf(out, TEXT, "%s", host ? "host" : "lan");
	for (i = 0; i < count; i++) {
		strcat(out, " ");
		strcat(out, names[i]);
	}
	return out;
}

static int take(void *ctx, const char *cidr)
{
	strcat(ctx, " ");
	strcat(ctx, cidr);
	return 0;
}

static const char *inside(const char *ifname, char out[static TEXT])
{
	out[0] = '\0';
	if (interface_prefixes(if_nametoindex(ifname), take, out))
		snprintf(out, TEXT, "error");
	return out;
}

static void is_text(const char *got, const char *expected, const char *what)
{
	tap_ok(!strcmp(got, expected), "%s: %s", what, got);
}

int main(void)
{
	struct interface veth;
	char text[TEXT];

	set_up();
	is_text(defaults(text), "lan lan0 wan0 wan1", "with no default route, all are inside");
	is_text(inside("wan0", text), " 10.1.0.2/24 2001:db8:1::2/64", "and so are their networks");
	tap_is(run("ip route add default via 10.1.0.1"), 0, "a default route");
	is_text(defaults(text), "lan lan0 wan1", "its interface is an uplink");
	is_text(inside("wan0", text), " 10.1.0.2/32 2001:db8:1::2/128",
		"whose neighbours are outside");
	is_text(inside("lan0", text), " 192.168.1.1/24", "those of the others are not");
	tap_is(run("ip route replace default nexthop via 10.1.0.1 nexthop via 10.2.0.1"), 0,
	       "a default route over two interfaces");
	is_text(defaults(text), "lan lan0", "both are uplinks");
	is_text(inside("wan1", text), " 10.2.0.2/32", "the second one's neighbours are outside");
	tap_ok(!interface_read("lan0", &veth) && !veth.bridge && !veth.vlans,
	       "a veth is no bridge and has no VLANs");
	tap_is(run("ip addr del 192.168.1.1/24 dev lan0"), 0, "no inside port");
	is_text(defaults(text), "host wan0", "then this is a host, on its first uplink");
	return tap_done();
}
