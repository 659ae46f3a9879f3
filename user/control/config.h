/* SPDX-License-Identifier: MIT */
/*
 * config.h - weir.conf: INI text to one struct, checked whole.
 *
 * An unknown section or key, a value that does not fit or a key given twice in a file is
 * an error that names file, line and what would be right; nothing is skipped. Files are
 * read in this order, a later value replaces an earlier one, and list keys (home,
 * scanner, backup, monitoring, interface) add up, where an empty value empties the list:
 *   the named file (default WEIR_SYSCONFDIR/weir/weir.conf), then FILE.d/NAME.conf by name;
 *   without a name also WEIR_PREFIX/lib/weir/weir.conf.d/NAME.conf, before both.
 *
 * Every key with its default stands in systemd/weir.conf.example.
 */
#ifndef WEIR_CONFIG_FILE_H
#define WEIR_CONFIG_FILE_H

#include "../alert/named.h"
#include "../flow/network.h"
#include "../log.h"
#include "../source/attach.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_ERROR_SIZE 512
#define CONFIG_PATH_SIZE 256
#define CONFIG_SOCKET_SIZE 108 /* sun_path of sockaddr_un */
#define CONFIG_NAME_SIZE 64

/* Where names of devices are looked for by default. */
#define CONFIG_NAMES "/etc/weir/devices"
#define CONFIG_LEASES                                                                              \
	"/var/lib/misc/dnsmasq.leases /var/lib/kea/kea-leases4.csv /var/lib/dhcp/dhcpd.leases"

struct config_interface {
	char name[16];
	enum attach_want mode; /* auto */
	bool ingress; /* true */
	bool egress; /* true */
};

struct config {
	/* [Network] */
	struct networks home; /* networks_default(), until home= is given */
	bool home_given; /* false: live runs add the interfaces' own prefixes */
	struct named_hosts named; /* scanner, backup, monitoring; none */

	/* [Sensor] */
	char name[CONFIG_NAME_SIZE]; /* of the sensor in events; "": the host name */
	uint64_t memory_bytes; /* BUDGET_DEFAULT_BYTES; at least 8 MiB */
	uint64_t window_ns; /* base window, 5 s; 1 s .. 60 s */
	char bpffs[CONFIG_PATH_SIZE]; /* /sys/fs/bpf */
	char model[CONFIG_PATH_SIZE]; /* file or folder of models; "": shipped; "none": rules only */
	char state[CONFIG_PATH_SIZE]; /* /var/lib/weir */
	enum log_level log; /* info */
	unsigned int interface_count; /* 0: the default interfaces of this machine */
	struct config_interface interface[WEIR_SLOTS]; /* also from [Interface "NAME"] */

	/* [Eve] */
	char eve_socket[CONFIG_SOCKET_SIZE]; /* /run/weir/eve.sock; "": none */
	char eve_file[CONFIG_PATH_SIZE]; /* "": none */
	char eve_group[CONFIG_NAME_SIZE]; /* group that may read the socket; "weir" */
	uint64_t eve_queue_bytes; /* per reader, 1 MiB */
	uint64_t eve_stats_ns; /* 8 s; 0: no stats events */
	char eve_connect[CONFIG_SOCKET_SIZE]; /* a consumer's socket to connect to; "": none */

	/* [Control] */
	char control_socket[CONFIG_SOCKET_SIZE]; /* /run/weir/control.sock; "": none */
	char control_group[CONFIG_NAME_SIZE]; /* readers; "weir" */
	char control_admins[CONFIG_NAME_SIZE]; /* group that may change things; "weir-admin" */

	/* [Journal] */
	bool journal; /* true: alerts go to journald */
	uint32_t journal_queue; /* messages held while journald is slow, 256 */
	uint32_t journal_rate; /* of one kind a minute, 600; 0: no limit */

	/* [Devices] */
	bool devices; /* true: devices are told apart and named */
	char device_names[CONFIG_PATH_SIZE]; /* CONFIG_NAMES, which may be missing; "": none */
	char device_leases[CONFIG_PATH_SIZE]; /* blanks between; CONFIG_LEASES, any may be missing */

	/* [Metrics] */
	char metrics_socket[CONFIG_SOCKET_SIZE]; /* /run/weir/metrics.sock; "": none */
	char metrics_group[CONFIG_NAME_SIZE]; /* group that may connect; "weir" */
	char metrics_listen[CONFIG_NAME_SIZE]; /* "127.0.0.1:9209"; "": none */
	char metrics_listen_remote[CONFIG_NAME_SIZE]; /* any address; "": none */
	char metrics_textfile[CONFIG_PATH_SIZE]; /* for node_exporter; "": none */

	/* [Alert] */
	uint32_t alert_budget; /* new alarms an hour, 20; 0: no limit */
	uint64_t alert_update_ns; /* repeats of an open alarm, 60 s */
	uint64_t alert_quiet_ns; /* an alarm ends after, 180 s */

	/* [Evidence] */
	bool evidence; /* false: a capture only when an admin asks for one */
	uint32_t evidence_packets; /* of one capture, 200 */
	uint32_t evidence_bytes; /* of each packet, 128 */
	uint32_t evidence_seconds; /* of one capture, 30 */
	uint64_t evidence_total_bytes; /* of all files, 64 MiB */
	char evidence_folder[CONFIG_PATH_SIZE]; /* "": evidence in the folder of state */

	/* [Baseline] */
	uint32_t baseline_quantile; /* of the hold-out, per 10,000, that passes: 9990 */
	uint32_t baseline_keep; /* versions, 5 */

	/* [Rules] */
	char rules_allow[CONFIG_PATH_SIZE]; /* folder, WEIR_SYSCONFDIR/weir/allow.d; "": none */
	char rules_suppress[CONFIG_PATH_SIZE]; /* WEIR_SYSCONFDIR/weir/suppress.d; "": none */
	char rules_vendor[CONFIG_PATH_SIZE]; /* with both; WEIR_PREFIX/lib/weir; "": none */
	struct networks rules_self; /* what "self" means; none: live, the interfaces' addresses */
};

/* Every field as commented above. */
void config_default(struct config *c);

/*
 * Defaults, then the files. @path NULL: the default file, which may be missing. @out is
 * untouched on failure; @error: one line, "FILE:LINE: what, and what would be right".
 * -ENOENT, -EACCES (a file that cannot be read), -EINVAL (wrong content).
 */
int config_load(const char *path, struct config *out, char error[static CONFIG_ERROR_SIZE]);

/* Adds INI text to *c, as one file called @name. -EINVAL; *c is then half changed. */
int config_parse(struct config *c, const char *text, size_t size, const char *name,
		 char error[static CONFIG_ERROR_SIZE]);

/*
 * Sets one key as a file would, e.g. ("Sensor", "memory", "64M") for an option of the
 * command line; section: 'Interface "br-lan"' for the repeated one. -EINVAL.
 */
int config_set(struct config *c, const char *section, const char *key, const char *value,
	       char error[static CONFIG_ERROR_SIZE]);

/* "5s", "500ms", "3min" or "3m", "2h", "1d", "1w" -> ns; "64M", "8K", "1G", plain bytes. -EINVAL, -ERANGE. */
int config_duration(const char *text, uint64_t *out_ns);
int config_size(const char *text, uint64_t *out_bytes);

/* The other way, in the largest unit that gives a whole number: "96M", "3min", "0". */
#define CONFIG_VALUE_SIZE 32
void config_duration_text(uint64_t ns, char out[static CONFIG_VALUE_SIZE]);
void config_size_text(uint64_t bytes, char out[static CONFIG_VALUE_SIZE]);

#endif
