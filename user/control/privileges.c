// SPDX-License-Identifier: MIT
#include "privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (1ull << (capability))
#define CAPABILITIES_MAX 64

struct sets {
	uint64_t effective;
	uint64_t permitted;
	uint64_t inheritable;
};

static int get(struct sets *out)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data))
		return -errno;
	out->effective = data[0].effective | (uint64_t)data[1].effective << 32;
	out->permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	out->inheritable = data[0].inheritable | (uint64_t)data[1].inheritable << 32;
	return 0;
}

static int set(uint64_t effective, uint64_t permitted)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {
		{ .effective = (uint32_t)effective, .permitted = (uint32_t)permitted },
		{ .effective = (uint32_t)(effective >> 32),
		  .permitted = (uint32_t)(permitted >> 32) },
	};

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int privileges_check(char error[static PRIVILEGES_ERROR_SIZE])
{
	static const struct {
		int capability;
		const char *name;
	} needed[] = { { CAP_BPF, "CAP_BPF" },
		       { CAP_NET_ADMIN, "CAP_NET_ADMIN" },
		       { CAP_PERFMON, "CAP_PERFMON" } };
	char missing[64] = "";
	struct sets now;
	int result = get(&now);
	size_t i;

	if (result) {
		snprintf(error, PRIVILEGES_ERROR_SIZE, "cannot read capabilities: %s",
			 strerror(-result));
		return result;
	}
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!(now.effective & BIT(needed[i].capability))) {
			strcat(missing, " ");
			strcat(missing, needed[i].name);
		}
	if (!missing[0])
		return 0;
	snprintf(error, PRIVILEGES_ERROR_SIZE,
		 "run it as root, or with the capabilities it lacks here:%s", missing);
	return -EPERM;
}

static int clear_bounding(const struct sets *now)
{
	int capability;

	if (!(now->effective & BIT(CAP_SETPCAP)))
		return 0;
	for (capability = 0; capability < CAPABILITIES_MAX; capability++) {
		int held = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);

		/* Beyond the last one this kernel knows. */
		if (held < 0)
			return 0;
		if (held && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))
			return -errno;
	}
	return 0;
}

static int fail(const char *step, int result, char error[static PRIVILEGES_ERROR_SIZE])
{
	snprintf(error, PRIVILEGES_ERROR_SIZE, "cannot give up capabilities: %s: %s", step,
		 strerror(-result));
	return result;
}

/* What has to be kept: tried with nothing effective while CAP_BPF can still be had back. */
static int settle(const struct privileges_options *o, const struct sets *now, uint64_t *out)
{
	uint64_t keep = o->net_admin ? BIT(CAP_NET_ADMIN) & now->permitted : 0;
	int result = set(keep, keep | (BIT(CAP_BPF) & now->permitted));

	if (result)
		return result;
	if (o->works && !o->works(o->ctx))
		keep |= BIT(CAP_BPF) & now->permitted;
	*out = keep;
	return set(keep, keep);
}

int privileges_drop(const struct privileges_options *o, char error[static PRIVILEGES_ERROR_SIZE])
{
	struct sets now, then;
	uint64_t keep = 0;
	int result;

	result = get(&now);
	if (result)
		return fail("reading them", result, error);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
		return fail("ambient set", -errno, error);
	result = clear_bounding(&now);
	if (result)
		return fail("bounding set", result, error);
	result = settle(o, &now, &keep);
	if (result)
		return fail("own sets", result, error);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail("no_new_privs", -errno, error);
	result = get(&then);
	if (!result && (then.effective != keep || then.permitted != keep || then.inheritable))
		result = -EPERM;
	if (!result && o->works && !o->works(o->ctx))
		result = -EACCES;
	return result ? fail("checking them", result, error) : 0;
}
