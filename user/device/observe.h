/* SPDX-License-Identifier: MIT */
/*
 * observe.h - frames that may name something (weir/frame.h) -> devices. The same live and in
 * replay.
 *
 *   answers of a resolver   the asking device by the frame's MAC; peers by the name that was
 *                           asked for, all along a chain of CNAMEs; home addresses by a PTR,
 *                           or by A and AAAA in a domain that is local (.lan, .home, .local,
 *                           .internal, .home.arpa, .intranet, .localdomain)
 *   DHCP                    the client's MAC, its name, and the address of an acknowledgment;
 *                           within the home networks only, as anybody may send the like to
 *                           the outside of a gateway
 *   multicast DNS           the sender's MAC; home addresses by their .local names
 *
 * What comes from beyond a router says of its MAC that it is a router's. Broken messages are
 * counted; of those cut by the capture what there is is taken.
 */
#ifndef WEIR_DEVICE_OBSERVE_H
#define WEIR_DEVICE_OBSERVE_H

#include "device.h"

struct weir_frame; /* weir/frame.h */

/* @wall_offset_ns: wall clock minus the frame's clock. Frames that name nothing are passed
 * over. */
void devices_frame(struct devices *d, const struct weir_frame *frame, int64_t wall_offset_ns);

#endif
