/* SPDX-License-Identifier: MIT */
/*
 * features.h - the ordered feature lists, written once: C, trainer and docs read them.
 *
 * X(name, unit, text). Every value is a uint32_t that saturates. Sizes are IP total
 * lengths, never frame lengths: padding and snaplen must not reach a model. "fwd" is
 * the initiator's direction. A value that rests on replies is 0 in rows marked one_way,
 * and rules and models must ask one_way before they read it.
 *
 * A model names the features it reads, so a list may grow at its end without a new
 * model; a feature that changes meaning gets a new name.
 */
#ifndef WEIR_FEATURES_H
#define WEIR_FEATURES_H

#define FEATURES_MAX 96

#include <weir/features_flow.h>
#include <weir/features_host.h>
#include <weir/features_pair.h>

#define FEATURE_ENUM_FLOW(name, unit, text) FLOW_##name,
enum flow_feature { FLOW_FEATURES(FEATURE_ENUM_FLOW) FLOW_FEATURE_COUNT };
#define FEATURE_ENUM_HOST(name, unit, text) HOST_##name,
enum host_feature { HOST_FEATURES(FEATURE_ENUM_HOST) HOST_FEATURE_COUNT };
#define FEATURE_ENUM_PAIR(name, unit, text) PAIR_##name,
enum pair_feature { PAIR_FEATURES(FEATURE_ENUM_PAIR) PAIR_FEATURE_COUNT };

_Static_assert(FLOW_FEATURE_COUNT <= FEATURES_MAX, "flow rows fit");
_Static_assert(HOST_FEATURE_COUNT <= FEATURES_MAX, "host rows fit");
_Static_assert(PAIR_FEATURE_COUNT <= FEATURES_MAX, "pair rows fit");

#endif
