// SPDX-License-Identifier: MIT
/* The devices for clients: a page of them, one, and forgetting one. */
#include "state.h"
#include "../sink/eve.h"

#include <errno.h>
#include <string.h>

#define LIMIT 100
#define LIMIT_MAX 200

/* Alarms that go on, and are a device's. */
struct open_alarms {
	uint32_t count;
	const struct record *record[ALERT_RECORDS_MAX];
};

static void find_open(const struct sensor *s, struct open_alarms *out)
{
	const struct record *all[ALERT_RECORDS_MAX];
	uint32_t count = records_list(s->records, all), i;

	out->count = 0;
	for (i = 0; i < count; i++)
		if (*all[i]->alert.device.id && all[i]->alert.stage != ALERT_END)
			out->record[out->count++] = all[i];
}

static json_int_t open_of(const struct open_alarms *open, const struct device *device)
{
	json_int_t count = 0;
	uint32_t i;

	for (i = 0; i < open->count; i++)
		count += !strcmp(open->record[i]->alert.device.id, device->id);
	return count;
}

/* Without what was never seen. */
static int put_seen(json_t *o, uint32_t first_s, uint32_t last_s)
{
	char text[EVE_TIME_SIZE];
	int bad = 0;

	if (!last_s)
		return 0;
	eve_time((int64_t)((uint64_t)first_s * NS_PER_S), text);
	bad |= eve_put_text(o, "first_seen", text);
	eve_time((int64_t)((uint64_t)last_s * NS_PER_S), text);
	return bad | eve_put_text(o, "last_seen", text);
}

static json_t *address_object(const struct device_address *a)
{
	const bool ipv4 = !a->addr.word[0] && !a->addr.word[1] && a->addr.word[2];
	char text[ADDR_TEXT_SIZE];
	json_t *o = json_object();
	int bad = 0;

	addr_text(&a->addr, ipv4 ? 4 : 6, text);
	bad |= eve_put_text(o, "ip", text);
	bad |= eve_put(o, "on_link", json_boolean(a->evidence == DEVICE_ON_LINK));
	return eve_finish(o, bad | put_seen(o, a->first_s ? a->first_s : a->last_s, a->last_s));
}

static json_t *address_list(const struct devices *d, const struct device *device)
{
	struct device_address list[DEVICE_ADDRS_MAX];
	unsigned int count = devices_addresses(d, device, list), i;
	json_t *array = json_array();
	int bad = 0;

	for (i = 0; i < count; i++)
		bad |= json_array_append_new(array, address_object(&list[i]));
	return eve_finish(array, bad);
}

static json_t *device_object(const struct devices *d, const struct device *device,
			     const struct open_alarms *open)
{
	char mac[DEVICE_MAC_TEXT_SIZE];
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put_text(o, "id", device->id);
	if (device->has_mac) {
		device_mac_text(device->mac, mac);
		bad |= eve_put_text(o, "mac", mac);
		bad |= eve_put(o, "random_mac", json_boolean(device->random));
	}
	if (*device->name)
		bad |= eve_put_text(o, "name", device->name);
	bad |= eve_put_text(o, "name_source", device_name_source_text(device->name_source));
	bad |= eve_put(o, "router", json_boolean(device->router));
	bad |= put_seen(o, device->first_s, device->last_s);
	bad |= eve_put(o, "addresses", address_list(d, device));
	return eve_finish(o, bad | eve_put(o, "open_alarms", json_integer(open_of(open, device))));
}

/* The text of id=, or NULL with *error. */
static const char *id_of(const json_t *arguments, struct control_error *error)
{
	const char *id = json_string_value(json_object_get(arguments, "id"));

	return id ? id
		  : control_refuse(error, -EINVAL,
				   "id must be a text: a device's id, MAC, name or address");
}

static struct devices *devices_of(struct sensor *s, struct control_error *error)
{
	return s->naming.devices ? s->naming.devices
				 : control_refuse(error, -ENOTSUP,
						  "devices are not told apart here: [Devices] "
						  "enabled = no");
}

/* {"devices":[...],"cursor":N or null at the end,"known":N} */
static json_t *run_devices(void *ctx, const struct control_peer *peer, const json_t *arguments,
			   struct control_error *error)
{
	struct sensor *s = ctx;
	const struct devices *d = devices_of(s, error);
	uint64_t limit = LIMIT, cursor = 0;
	struct open_alarms open;
	json_t *answer, *list;
	int bad = 0;

	(void)peer;
	if (!d)
		return NULL;
	if (!control_number(arguments, "limit", 1, LIMIT_MAX, &limit))
		return control_refuse(error, -EINVAL,
				      "limit must be a number of devices from 1 to 200");
	if (!control_number(arguments, "cursor", 0, devices_slots(d), &cursor))
		return control_refuse(error, -EINVAL, "cursor must be the one of the last answer");
	find_open(s, &open);
	answer = json_object();
	list = json_array();
	for (; cursor < devices_slots(d) && json_array_size(list) < limit; cursor++)
		if (devices_get(d, (uint32_t)cursor))
			bad |= json_array_append_new(
				list, device_object(d, devices_get(d, (uint32_t)cursor), &open));
	bad |= eve_put(answer, "devices", list);
	bad |= eve_put(answer, "cursor",
		       cursor < devices_slots(d) ? json_integer((json_int_t)cursor) : json_null());
	return eve_finish(answer,
			  bad | eve_put(answer, "known", json_integer(devices_stats(d)->devices)));
}

static json_t *run_device(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	struct sensor *s = ctx;
	const struct devices *d = devices_of(s, error);
	const char *id = d ? id_of(arguments, error) : NULL;
	const struct device *device;
	struct open_alarms open;

	(void)peer;
	if (!id)
		return NULL;
	device = devices_look_up(d, id);
	if (!device)
		return control_refuse(error, -ENOENT,
				      "no device has this id, MAC, name or address; weir devices "
				      "lists them");
	find_open(s, &open);
	return device_object(d, device, &open);
}

static json_t *run_forget(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	struct sensor *s = ctx;
	struct devices *d = devices_of(s, error);
	const char *id = d ? id_of(arguments, error) : NULL;
	const struct device *device = id ? devices_look_up(d, id) : NULL;
	json_t *answer;

	(void)peer;
	if (!id)
		return NULL;
	if (!device)
		return control_refuse(error, -ENOENT,
				      "no device has this id, MAC, name or address");
	answer = json_pack("{s:s}", "forgotten", device->id);
	devices_forget(d, device->id);
	return answer;
}

const struct control_command answer_devices[] = {
	{.name = "devices", .arguments = "[cursor=N] [limit=N]", .run = run_devices},
	{.name = "device", .arguments = "id=DEVICE", .run = run_device},
	{.name = "device-forget", .admin = true, .arguments = "id=DEVICE", .run = run_forget},
	{.name = NULL},
};
