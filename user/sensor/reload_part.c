// SPDX-License-Identifier: MIT
/* What takes another configuration while the sensor runs. */
#include "reload.h"

const struct reload_part *const reload_parts[] = {
	&reload_model,
	&reload_rule,
	&reload_sink,
	&reload_setting,
};

const unsigned int reload_part_count = sizeof(reload_parts) / sizeof(reload_parts[0]);

_Static_assert(sizeof(reload_parts) / sizeof(reload_parts[0]) <= RELOAD_PARTS_MAX,
	       "a reload keeps what each part made");

void reload_note(json_t *changed, const char *what, const char *from, const char *to)
{
	json_array_append_new(changed,
			      json_pack("{s:s,s:s,s:s}", "what", what, "from", from, "to", to));
}

static void drop(void *const made[], unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (made[i] && reload_parts[i]->drop)
			reload_parts[i]->drop(made[i]);
}

int reload_check(const struct config *c, char error[static RELOAD_ERROR_SIZE])
{
	void *made[RELOAD_PARTS_MAX] = { NULL };
	unsigned int i;
	int result = 0;

	for (i = 0; i < reload_part_count && !result; i++)
		if (reload_parts[i]->read)
			result = reload_parts[i]->read(NULL, c, &made[i], error);
	drop(made, reload_part_count);
	return result;
}
