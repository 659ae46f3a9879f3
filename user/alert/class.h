/* SPDX-License-Identifier: MIT */
/*
 * class.h - the alert classes, once: name, signature id, text, ATT&CK, severity.
 */
#ifndef WEIR_CLASS_H
#define WEIR_CLASS_H

#include <stdbool.h>

/* X(id, name, sid, severity 1 high..3 low, category, signature, tactic id, tactic name,
 *   technique id, technique name) */
#define ALERT_CLASS_LIST(X)                                                                        \
	X(PORTSCAN, "portscan", 1, 2, "Attempted Information Leak", "Port scan of a host",         \
	  "TA0043", "Reconnaissance", "T1595.001", "Scanning IP Blocks")                           \
	X(HOSTSCAN, "hostscan", 2, 2, "Attempted Information Leak", "Scan of many hosts",          \
	  "TA0043", "Reconnaissance", "T1595.001", "Scanning IP Blocks")                           \
	X(BRUTEFORCE, "bruteforce", 3, 1, "Attempted User Privilege Gain",                         \
	  "Password guessing", "TA0006", "Credential Access", "T1110", "Brute Force")              \
	X(FLOOD, "flood", 4, 1, "Attempted Denial of Service", "Packet flood", "TA0040", "Impact", \
	  "T1498.001", "Direct Network Flood")                                                     \
	X(REFLECTION, "ddos-reflection", 5, 1, "Attempted Denial of Service",                      \
	  "Reflection flood", "TA0040", "Impact", "T1498.002", "Reflection Amplification")         \
	X(HTTP_DOS, "dos-http", 6, 1, "Attempted Denial of Service", "Exhaustion of a service",    \
	  "TA0040", "Impact", "T1499", "Endpoint Denial of Service")                               \
	X(BEACON, "c2-beacon", 7, 1, "Malware Command and Control Activity Detected",              \
	  "Beacon to one peer", "TA0011", "Command and Control", "T1071",                          \
	  "Application Layer Protocol")                                                            \
	X(DNS_TUNNEL, "dns-tunnel", 8, 1, "Potential Corporate Privacy Violation", "DNS tunnel",   \
	  "TA0011", "Command and Control", "T1572", "Protocol Tunneling")                          \
	X(DGA, "c2-dga", 9, 2, "Malware Command and Control Activity Detected",                    \
	  "Many failed name look-ups", "TA0011", "Command and Control", "T1568.002",               \
	  "Domain Generation Algorithms")                                                          \
	X(EXFIL, "exfil", 10, 1, "Potential Corporate Privacy Violation", "Unusual upload",        \
	  "TA0010", "Exfiltration", "T1048", "Exfiltration Over Alternative Protocol")             \
	X(WORM, "worm", 11, 1, "A Network Trojan was detected", "Spread to many hosts", "TA0008",  \
	  "Lateral Movement", "T1210", "Exploitation of Remote Services")                          \
	X(LATERAL, "lateral", 12, 2, "Misc Attack", "Lateral movement", "TA0008",                  \
	  "Lateral Movement", "T1021", "Remote Services")                                          \
	X(ICMP_TUNNEL, "icmp-tunnel", 15, 1, "Potential Corporate Privacy Violation",              \
	  "ICMP tunnel", "TA0011", "Command and Control", "T1095", "Non-Application Layer Protocol") \
	X(ANOMALY, "anomaly", 13, 3, "Misc activity", "Unlike this site's past", "", "", "", "")   \
	X(TEST, "test", 14, 3, "Not Suspicious Traffic", "Test alert", "", "", "", "")

#define ALERT_CLASS_ENUM(id, ...) CLASS_##id,
enum alert_class { ALERT_CLASS_LIST(ALERT_CLASS_ENUM) ALERT_CLASSES };

/* MITRE ATT&CK; empty strings where the class has none. */
struct technique {
	const char *tactic_id;
	const char *tactic_name;
	const char *id;
	const char *name;
};

struct class_info {
	const char *name;
	unsigned int sid;
	unsigned int severity;
	const char *category;
	const char *signature;
	struct technique technique;
};

const struct class_info *class_info(enum alert_class class);
/* A denial of service: its alarm is about the victim. */
bool class_is_dos(enum alert_class class);
/* A search: for ports of a host, or for hosts. */
bool class_is_scan(enum alert_class class);
/* The technique of an alert: a scan from within home (@lateral) is discovery (T1046), one
 * from outside reconnaissance. */
const struct technique *class_technique(enum alert_class class, bool lateral);
/* The class of a name, or -1. */
int class_by_name(const char *name);

#endif
