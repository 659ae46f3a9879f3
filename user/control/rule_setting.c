// SPDX-License-Identifier: MIT
#include "rule_setting.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static void add_address(struct networks *to, const struct ifaddrs *i)
{
	const void *addr = NULL;
	char text[INET6_ADDRSTRLEN];

	if (!i->ifa_addr || (i->ifa_flags & IFF_LOOPBACK))
		return;
	if (i->ifa_addr->sa_family == AF_INET)
		addr = &((const struct sockaddr_in *)i->ifa_addr)->sin_addr;
	else if (i->ifa_addr->sa_family == AF_INET6)
		addr = &((const struct sockaddr_in6 *)i->ifa_addr)->sin6_addr;
	/* Of more than NETWORKS_MAX the rest are no part of it. */
	if (addr && inet_ntop(i->ifa_addr->sa_family, addr, text, sizeof(text)))
		networks_add(to, text);
}

int rule_setting_self(const struct config *c, bool here, struct ruleset *s)
{
	struct networks found = { .count = 0 };
	struct ifaddrs *list, *i;

	if (c->rules_self.count || !here)
		return ruleset_set_self(s, &c->rules_self);
	if (getifaddrs(&list))
		return -errno;
	for (i = list; i; i = i->ifa_next)
		add_address(&found, i);
	freeifaddrs(list);
	return ruleset_set_self(s, &found);
}

int rule_setting_load(const struct config *c, const char *state, bool here, struct ruleset **out,
		      char error[static RULE_FILE_ERROR_SIZE])
{
	const struct rule_folders folders = { .folder = { [RULESET_ALLOW] = c->rules_allow,
							  [RULESET_SUPPRESS] = c->rules_suppress },
					      .vendor = c->rules_vendor,
					      .state = state };
	struct ruleset *s = NULL;
	int result = ruleset_new(&s);

	snprintf(error, RULE_FILE_ERROR_SIZE, "no memory for rules");
	if (!result)
		result = rule_files_load(&folders, s, error);
	if (!result) {
		result = rule_setting_self(c, here, s);
		if (result)
			snprintf(error, RULE_FILE_ERROR_SIZE, "own addresses: %s",
				 strerror(-result));
	}
	if (result)
		ruleset_free(s);
	else
		*out = s;
	return result;
}
