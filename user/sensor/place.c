// SPDX-License-Identifier: MIT
#include "state.h"
#include "../log.h"
#include "../source/interface.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static int attach_one(struct sensor *s, const struct config_interface *i, bool await,
		      char error[static SENSOR_ERROR_SIZE])
{
	const struct attach_options o = {.ifname = i->name,
					 .want = i->mode,
					 .ingress = i->ingress,
					 .egress = i->egress,
					 .await = await || interface_may_come(i->name)};

	return attach_add(s->set, &o, error);
}

static int attach_defaults(struct sensor *s, enum attach_want mode,
			   char error[static SENSOR_ERROR_SIZE])
{
	char names[INTERFACES_MAX][INTERFACE_NAME];
	struct config_interface one = {.mode = mode, .ingress = true, .egress = true};
	bool host;
	int count = interface_defaults(names, &host), i, result = 0;

	if (count < 0) {
		snprintf(error, SENSOR_ERROR_SIZE, "cannot list interfaces: %s", strerror(-count));
		return count;
	}
	if (!count) {
		snprintf(error, SENSOR_ERROR_SIZE,
			 "no interface has a private address, is a bridge or holds the default "
			 "route; name one: weir run INTERFACE");
		return -ENODEV;
	}
	log_info(host ? "no interface named: watching the one of the default route, as a host"
		      : "no interface named: watching those with private addresses");
	for (i = 0; i < count && !result; i++) {
		memcpy(one.name, names[i], sizeof(one.name));
		result = attach_one(s, &one, false, error);
	}
	return result;
}

static bool any_present(const struct config *c)
{
	unsigned int i;

	for (i = 0; i < c->interface_count; i++)
		if (if_nametoindex(c->interface[i].name))
			return true;
	return false;
}

int sensor_attach(struct sensor *s, const struct sensor_options *o,
		  char error[static SENSOR_ERROR_SIZE])
{
	const struct config *c = s->config;
	bool await = !o->named && any_present(c);
	unsigned int i;
	int result = 0;

	if (!c->interface_count)
		result = attach_defaults(s, o->mode, error);
	for (i = 0; i < c->interface_count && !result; i++)
		result = attach_one(s, &c->interface[i], await, error);
	if (!result)
		attach_prune(s->set);
	return result;
}

static int add_home(void *ctx, const char *cidr)
{
	/* A list that is full, or a prefix that no key can hold, leaves the defaults. */
	networks_add(ctx, cidr);
	return 0;
}

/* Before the pipeline, which keeps a pointer to it; the interfaces need not exist yet. */
void sensor_find_home(struct sensor *s)
{
	const struct config *c = s->config;
	char names[INTERFACES_MAX][INTERFACE_NAME];
	struct interface found;
	int count = 0, i;
	bool host;

	s->home = c->home;
	if (c->home_given)
		return;
	if (!c->interface_count)
		count = interface_defaults(names, &host);
	for (i = 0; i < (int)c->interface_count; i++)
		memcpy(names[count++], c->interface[i].name, sizeof(names[0]));
	for (i = 0; i < count; i++)
		if (!interface_read(names[i], &found))
			interface_prefixes(found.ifindex, add_home, &s->home);
}
