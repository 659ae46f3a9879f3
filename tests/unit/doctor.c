// SPDX-License-Identifier: MIT
/*
 * Each check of weir doctor is provoked here, by a machine made of files and structs. Not
 * provoked here: those that ask the kernel (BPF features, bpf file system, rights, clock,
 * journald's socket), the drops of a NIC that grow, queues; tests/net/doctor.sh has what of
 * these a test machine can show.
 */
#include "tap.h"
#include "user/doctor/bypass.h"
#include "user/doctor/running.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/source/netlink.h"

static char root[] = "/tmp/weir-doctor-XXXXXX";
static struct config config;
static struct doctor d;

static void fresh(void)
{
	config_default(&config);
	memset(&d, 0, sizeof(d));
	d.config = &config;
	d.root = root;
}

static void put(const char *path, const char *text)
{
	char full[512], command[600];
	FILE *f;

	snprintf(full, sizeof(full), "%s%s", root, path);
	snprintf(command, sizeof(command), "mkdir -p $(dirname %s)", full);
	if (system(command))
		exit(1);
	f = fopen(full, "w");
	fputs(text, f);
	fclose(f);
}

/* There is one row of that name and level (of the interface), and a command if it is bad. */
static void is(const char *name, const char *ifname, enum check_level level)
{
	const struct check *found = NULL;
	unsigned int i, times = 0;

	for (i = 0; i < d.checks.count; i++)
		if (!strcmp(d.checks.row[i].name, name) &&
		    !strcmp(d.checks.row[i].ifname, ifname)) {
			found = &d.checks.row[i];
			times++;
		}
	if (!tap_ok(times == 1 && found->level == level && *found->text, "%s %s: %s %s", ifname,
		    name, check_level_name(level), found ? found->text : ""))
		printf("# %u times, last %s\n", times,
		       found ? check_level_name(found->level) : "none");
}

static void machine(void)
{
	fresh();
	put("/proc/sys/kernel/osrelease", "6.12.0-1-amd64\n");
	put("/proc/sys/net/core/bpf_jit_enable", "1\n");
	put("/proc/meminfo", "MemTotal: 900000 kB\nMemAvailable:  500000 kB\n");
	put("/sys/kernel/btf/vmlinux", "x");
	doctor_machine(&d);
	is("kernel", "", CHECK_OK);
	is("btf", "", CHECK_OK);
	is("jit", "", CHECK_OK);
	is("locked-memory", "", CHECK_OK);
	is("memory", "", CHECK_OK);
	fresh();
	put("/proc/sys/kernel/osrelease", "5.4.0\n");
	put("/proc/sys/net/core/bpf_jit_enable", "0\n");
	put("/proc/meminfo", "MemAvailable: 1000 kB\n");
	unlink(strcat(strcpy((char[512]){0}, root), "/sys/kernel/btf/vmlinux"));
	config.memory_bytes = UINT64_MAX;
	doctor_machine(&d);
	is("kernel", "", CHECK_BLIND);
	is("btf", "", CHECK_NOTE);
	is("jit", "", CHECK_WARNING);
	is("memory", "", CHECK_WARNING);
	/* Where the limit is infinite it cannot be too low. */
	tap_ok(check_has(&d.checks, "locked-memory", NULL), "locked memory is looked at");
}

static void service(void)
{
	char path[64];

	fresh();
	snprintf(config.bpffs, sizeof(config.bpffs), "%s/none", root);
	snprintf(config.state, sizeof(config.state), "%s/state", root);
	strcpy(config.control_group, "weir-no-such-group");
	strcpy(config.control_admins, "root");
	put("/etc/systemd/journald.conf", "[Journal]\n#RateLimitBurst=3\nRateLimitBurst=50\n");
	doctor_service(&d);
	is("bpffs", "", CHECK_BLIND);
	is("journald", "", CHECK_WARNING);
	is("journald-rate", "", CHECK_WARNING);
	is("readers", "", CHECK_WARNING);
	is("state", "", CHECK_WARNING);
	tap_ok(!check_has(&d.checks, "disk", NULL), "no disk without a folder");
	fresh();
	snprintf(config.bpffs, sizeof(config.bpffs), "%s", root);
	snprintf(config.state, sizeof(config.state), "%s", root);
	config.journal = false;
	config.control_socket[0] = '\0';
	put("/etc/systemd/journald.conf", "[Journal]\n");
	doctor_service(&d);
	is("bpffs", "", CHECK_BLIND);
	is("journald", "", CHECK_NOTE);
	is("state", "", CHECK_OK);
	tap_ok(check_has(&d.checks, "disk", NULL), "the disk is looked at");
	tap_ok(!check_has(&d.checks, "readers", NULL), "no groups without a socket");
	if (!geteuid())
		return;
	fresh();
	snprintf(path, sizeof(path), "%s/locked", root);
	mkdir(path, 0500);
	snprintf(config.state, sizeof(config.state), "%s", path);
	doctor_service(&d);
	is("state", "", CHECK_NOTE);
}

static struct link_fact *add(const char *name, const char *kind)
{
	struct link_fact *l = &d.links.link[d.links.count];

	memset(l, 0, sizeof(*l));
	strcpy(l->name, name);
	strcpy(l->kind, kind);
	l->ifindex = ++d.links.count;
	l->up = l->carrier = true;
	return l;
}

static void watch(const char *name)
{
	strcpy(d.name[d.count++], name);
}

static void lan_and_wan(void)
{
	fresh();
	add("lan0", "")->has_private = true;
	add("wan0", "")->has_default = true;
}

static void placement(void)
{
	lan_and_wan();
	watch("lan0");
	doctor_placement(&d);
	is("link", "lan0", CHECK_OK);
	is("vantage", "", CHECK_OK);
	is("unwatched", "", CHECK_OK);
	lan_and_wan();
	watch("wan0");
	doctor_placement(&d);
	is("vantage", "lan0", CHECK_BLIND);
	is("unwatched", "lan0", CHECK_WARNING);
	lan_and_wan();
	add("docker0", "bridge")->has_private = true;
	watch("lan0");
	d.links.link[0].carrier = false;
	doctor_placement(&d);
	is("unwatched", "docker0", CHECK_NOTE);
	is("link", "lan0", CHECK_WARNING);
	fresh();
	add("eth0", "")->has_default = true;
	watch("eth0");
	watch("ppp7");
	watch("nope");
	d.links.link[0].up = false;
	doctor_placement(&d);
	is("vantage", "", CHECK_NOTE);
	is("link", "eth0", CHECK_WARNING);
	is("missing", "ppp7", CHECK_NOTE);
	is("missing", "nope", CHECK_BLIND);
}

static void kinds_of_links(void)
{
	lan_and_wan();
	add("br-lan", "bridge")->has_private = true;
	d.links.link[0].master = 3;
	d.links.link[0].has_private = false;
	watch("lan0");
	doctor_placement(&d);
	is("bridge-port", "lan0", CHECK_NOTE);
	d.checks.count = 0;
	watch("br-lan");
	doctor_placement(&d);
	is("bridge-port", "lan0", CHECK_WARNING);
	fresh();
	add("eth0", "")->dsa_conduit = true;
	add("lan1", "dsa")->parent = 1;
	add("wlan0", "")->wireless = true;
	add("ppp0", "")->link_type = 512;
	d.links.link[3].has_default = true;
	watch("eth0");
	watch("lan1");
	watch("wlan0");
	doctor_placement(&d);
	is("dsa-conduit", "eth0", CHECK_BLIND);
	is("dsa-port", "lan1", CHECK_NOTE);
	is("wifi", "wlan0", CHECK_NOTE);
	is("ppp", "ppp0", CHECK_NOTE);
	d.checks.count = 0;
	watch("ppp0");
	doctor_placement(&d);
	is("ppp", "ppp0", CHECK_OK);
}

static void flowtable_message(const char *name, uint32_t flags)
{
	struct nfgenmsg fixed = {.version = NFNETLINK_V0};
	struct netlink_request m;
	struct flowtables f = {0};

	flags = htonl(flags);
	netlink_init(&m, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWFLOWTABLE, 0, &fixed,
		     sizeof(fixed));
	netlink_add(&m, NFTA_FLOWTABLE_NAME, name, (uint32_t)strlen(name) + 1);
	netlink_add(&m, NFTA_FLOWTABLE_FLAGS, &flags, sizeof(flags));
	bypass_take_flowtable(&f, &m.header);
	d.checks.count = 0;
	bypass_judge_flowtables(&d, 0, &f);
}

static void bypass(void)
{
	const struct flowtables none = {0};

	fresh();
	bypass_judge_flowtables(&d, 0, &none);
	is("flowtables", "", CHECK_OK);
	flowtable_message("fast", 2);
	is("flowtables", "", CHECK_NOTE);
	flowtable_message("fast", 1);
	is("flowtables", "", CHECK_BLIND);
	tap_ok(strstr(d.checks.row[0].text, "flowtable fast ") != NULL, "by its name");
	d.checks.count = 0;
	bypass_judge_flowtables(&d, -EPERM, &none);
	is("flowtables", "", CHECK_NOTE);
	d.checks.count = 0;
	bypass_check_connections(&d);
	is("connections", "", CHECK_OK);
	d.checks.count = 0;
	put("/proc/net/nf_conntrack", "ipv4 2 tcp 6 [OFFLOAD] x\nipv4 2 tcp 6 y\n");
	bypass_check_connections(&d);
	is("connections", "", CHECK_OK);
	put("/proc/net/nf_conntrack", "ipv4 2 tcp 6 [HW_OFFLOAD] x\nipv4 2 tcp 6 y\n");
	d.checks.count = 0;
	bypass_check_connections(&d);
	is("connections", "", CHECK_BLIND);
	put("/proc/modules", "ext4 1 0 - Live\nlibecm 1 0 - Live\n");
	bypass_check_accelerators(&d);
	is("accelerator", "", CHECK_OK);
	d.checks.count = 0;
	put("/proc/modules", "ecm 1 0 - Live\next4 1 0 - Live\n");
	bypass_check_accelerators(&d);
	is("accelerator", "", CHECK_WARNING);
}

static void sensor(void)
{
	json_t *status = json_loads(
		"{\"verdict\":\"BLIND: 1 blind spot, 1 warning\",\"losses\":{\"map_full\":7},"
		"\"troubles\":["
		"{\"level\":\"blind\",\"name\":\"silent\",\"interface\":\"lan0\",\"text\":\"t\"},"
		"{\"level\":\"blind\",\"name\":\"foreign-xdp\",\"interface\":\"lan0\",\"text\":\"t\"},"
		"{\"level\":7},\"x\",null]}",
		0, NULL);

	fresh();
	check_add(&d.checks, CHECK_BLIND, "foreign-xdp", "lan0", NULL, "found before");
	running_judge(&d, status);
	is("sensor", "", CHECK_OK);
	is("silent", "lan0", CHECK_BLIND);
	is("foreign-xdp", "lan0", CHECK_BLIND);
	is("losses", "", CHECK_NOTE);
	json_decref(status);
	fresh();
	running_judge(&d, NULL);
	is("sensor", "", CHECK_OK);
	is("losses", "", CHECK_OK);
}

static void checks(void)
{
	char text[4096];
	FILE *out = fmemopen(text, sizeof(text), "w");
	json_t *json;
	unsigned int i;

	fresh();
	check_add(&d.checks, CHECK_OK, "kernel", NULL, NULL, "fine");
	check_add(&d.checks, CHECK_BLIND, "lro", "eth0", "ethtool -K eth0 lro off", "merges");
	check_print(&d.checks, out);
	fclose(out);
	tap_ok(!strcmp(text, "ok       kernel: fine\n"
			     "blind    eth0 lro: merges\n"
			     "         -> ethtool -K eth0 lro off\n"
			     "1 blind spot and 0 warnings in 2 checks\n"),
	       "as text: %s", text);
	json = check_json(&d.checks);
	tap_is(json_array_size(json_object_get(json, "checks")), 2, "as JSON");
	json_decref(json);
	for (i = 0; i < 2 * CHECKS_MAX; i++)
		check_add(&d.checks, CHECK_OK, "more", NULL, NULL, "of them");
	tap_is(d.checks.count, CHECKS_MAX, "there are only so many");
}

int main(void)
{
	char command[64];

	if (!mkdtemp(root))
		tap_skip("no folder: %s", strerror(errno));
	machine();
	service();
	placement();
	kinds_of_links();
	bypass();
	sensor();
	checks();
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command) ? 1 : tap_done();
}
