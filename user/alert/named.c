// SPDX-License-Identifier: MIT
#include "named.h"

const char *named_role_name(enum named_role role)
{
	static const char *const names[] = { [NAMED_SCANNER] = "scanner",
					     [NAMED_BACKUP] = "backup",
					     [NAMED_MONITORING] = "monitoring" };

	return names[role];
}

/* Whether that is a part of the role's work: done by it, or (@to) to it. */
static bool is_work(enum named_role role, enum alert_class class, bool to)
{
	switch (role) {
	case NAMED_SCANNER:
		return !to && class_is_scan(class);
	case NAMED_BACKUP:
		return class == CLASS_EXFIL;
	case NAMED_MONITORING:
		return class == CLASS_BEACON ||
		       (!to && (class_is_scan(class) || class == CLASS_BRUTEFORCE));
	default:
		return false;
	}
}

int named_role_of(const struct named_hosts *n, const struct finding *f, struct weir_addr *host)
{
	const struct row_subject *s = &f->subject;

	for (int role = 0; role < NAMED_ROLES; role++)
		for (int to = 0; to < 2; to++) {
			const struct weir_addr *end = to ? &s->dst : &s->src;

			if (!is_work((enum named_role)role, f->class, to) || addr_is_zero(end) ||
			    !networks_contain(&n->role[role], end, s->ip_v))
				continue;
			*host = *end;
			return role;
		}
	return -1;
}
