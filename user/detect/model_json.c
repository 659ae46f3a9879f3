// SPDX-License-Identifier: MIT
#include "model_json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int model_wrong(char *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, MODEL_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

bool model_number(const json_t *value, int64_t least, int64_t most, int64_t *out)
{
	if (!json_is_integer(value) || json_integer_value(value) < least ||
	    json_integer_value(value) > most)
		return false;
	*out = json_integer_value(value);
	return true;
}

const json_t *model_list(const json_t *object, const char *key, size_t least, size_t most,
			 char *error)
{
	const json_t *array = json_object_get(object, key);

	if (!json_is_array(array)) {
		model_wrong(error, "%s: not an array", key);
		return NULL;
	}
	if (json_array_size(array) < least || json_array_size(array) > most) {
		model_wrong(error, "%s: %zu elements, not %zu to %zu", key, json_array_size(array),
			    least, most);
		return NULL;
	}
	return array;
}
