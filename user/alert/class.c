// SPDX-License-Identifier: MIT
#include "class.h"

#include <string.h>

#define CLASS_ROW(id, name, sid, severity, category, signature, tactic_id, tactic_name,            \
		  technique_id, technique_name)                                                    \
	{ name,	    sid,       severity, category,                                             \
	  signature, { tactic_id, tactic_name, technique_id, technique_name } },

static const struct class_info classes[] = { ALERT_CLASS_LIST(CLASS_ROW) };

const struct class_info *class_info(enum alert_class class)
{
	return &classes[class];
}

bool class_is_dos(enum alert_class class)
{
	return class == CLASS_FLOOD || class == CLASS_REFLECTION || class == CLASS_HTTP_DOS;
}

bool class_is_scan(enum alert_class class)
{
	return class == CLASS_PORTSCAN || class == CLASS_HOSTSCAN;
}

const struct technique *class_technique(enum alert_class class, bool lateral)
{
	static const struct technique discovery = { "TA0007", "Discovery", "T1046",
						    "Network Service Discovery" };

	if (lateral && class_is_scan(class))
		return &discovery;
	return &classes[class].technique;
}

int class_by_name(const char *name)
{
	for (int i = 0; i < ALERT_CLASSES; i++)
		if (!strcmp(classes[i].name, name))
			return i;
	return -1;
}
