/* SPDX-License-Identifier: MIT */
/* weir.conf: any text is read or refused with a line of text that ends. */
#include "fuzz.h"

#include "user/control/config_show.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void assert_ends(const char *text, size_t size)
{
	assert(memchr(text, '\0', size));
}

static void check(const struct config *c)
{
	unsigned int i;

	assert(c->home.count <= NETWORKS_MAX);
	assert(c->interface_count <= WEIR_SLOTS);
	assert(c->memory_bytes >= 8u << 20);
	assert(c->window_ns >= 1000000000ull && c->window_ns <= 60000000000ull);
	assert(c->log <= LOG_LEVEL_DEBUG);
	assert_ends(c->name, sizeof(c->name));
	assert_ends(c->bpffs, sizeof(c->bpffs));
	assert_ends(c->model, sizeof(c->model));
	assert_ends(c->eve_socket, sizeof(c->eve_socket));
	assert_ends(c->eve_file, sizeof(c->eve_file));
	assert_ends(c->control_socket, sizeof(c->control_socket));
	for (i = 0; i < c->interface_count; i++) {
		assert_ends(c->interface[i].name, sizeof(c->interface[i].name));
		assert(c->interface[i].name[0] && !strchr(c->interface[i].name, '/'));
		assert(c->interface[i].ingress || c->interface[i].egress);
		assert(c->interface[i].mode <= ATTACH_CLSACT);
	}
}

/* What is shown of it is the same configuration. */
static void check_shown(const struct config *c)
{
	json_t *settings = config_settings(c, NULL, NULL, NULL);
	char error[CONFIG_ERROR_SIZE], *text = NULL;
	struct config again;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert(settings && out);
	config_settings_print(settings, out);
	fclose(out);
	config_default(&again);
	assert(!config_parse(&again, text, size, "shown", error));
	assert(!memcmp(c, &again, sizeof(again)));
	free(text);
	json_decref(settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[CONFIG_ERROR_SIZE];
	struct config config;
	char text[65];
	uint64_t value;

	config_default(&config);
	memset(error, 'x', sizeof(error));
	if (config_parse(&config, (const char *)data, size, "file", error)) {
		assert_ends(error, sizeof(error));
		assert(!strncmp(error, "file:", 5) && !strchr(error, '\n'));
	} else {
		check(&config);
		check_shown(&config);
	}
	if (size > 64)
		size = 64;
	memcpy(text, data, size);
	text[size] = '\0';
	config_duration(text, &value);
	config_size(text, &value);
	return 0;
}

static const char *const seeds[] = {
	"[Network]\nhome = 192.168.0.0/16, fd00::/8\nhome =\nhome = 10.0.0.1\n",
	"[Sensor]\nname = gateway\ninterface = br-lan, eth1\nmemory = 96M\nwindow = 5s\n"
	"bpffs = /sys/fs/bpf\nmodel = none\nstate = /var/lib/weir\nlog = debug\n",
	"[Interface \"br-lan\"]\nmode = auto\nhooks = ingress, egress\n"
	"[Interface \"wan.7\"]\nmode=generic\nhooks=egress\n",
	"[Eve]\nsocket = /run/weir/eve.sock\nfile = /var/log/weir/eve.json\ngroup = weir\n"
	"queue = 1M\nstats = 8s\n",
	"[Control]\nsocket = /run/weir/control.sock\ngroup = weir\nadmins = weir-admin\n",
	"[Journal]\nenabled = no\nqueue = 256\n[Alert]\nbudget = 20\nupdate = 60s\nquiet = 3min\n",
	"# comment\n; another\n[Sensr]\nmemroy: 64M ; tail\n  indented = 1\n",
	"\xef\xbb\xbf[Sensor]\r\nlog = info\r\nlog = info\r\n",
	"[Interface \"\"]\n[Interface]\n[Sensor \"x\"]\n[\n]\n=\n==\n[]\na\n",
	"1500ms",
	"18446744073709551616",
	"2h",
	"64K",
};

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(ctx, seeds[i], strlen(seeds[i]));
}
