/* SPDX-License-Identifier: MIT */
/*
 * log.h - what the sensor says about itself, to stderr (systemd prefixes when
 * JOURNAL_STREAM is set). Only main, loop, source and sink files log; the rest return
 * codes. Alerts never go through here. Nothing blocks: a line that stderr will not take
 * is lost, and the next one that it takes says how many were.
 */
#ifndef WEIR_LOG_H
#define WEIR_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level);
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
