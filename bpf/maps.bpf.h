/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * maps.bpf.h - every map: who writes, who drains, what happens when it is full.
 *
 * Sizes marked (set) are set by user space before load, from the memory budget.
 *
 * One read of `active` picks a counter set, whose epoch picks the flow map and the
 * victim slots that belong to it. User space swaps by pointing `active` at the other
 * set; that update returns only when no program still uses the old one, so the
 * drained set is still.
 */
#ifndef WEIR_MAPS_BPF_H
#define WEIR_MAPS_BPF_H

#include <weir/frame.h>
#include <bpf/bpf_helpers.h>

/* Flow records. Written by every hook; drained and emptied while still. Full: the
 * packet goes to overflow and its destination to a victim slot. Plain hash: an LRU
 * would evict without saying so. */
struct flow_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	/* (set); small here, as the template of the outer map is made and thrown away */
	__uint(max_entries, 4096);
	__type(key, struct weir_key);
	__type(value, struct weir_flow);
};
struct flow_map flows_a SEC(".maps");
struct flow_map flows_b SEC(".maps");

/* The account, per vantage and CPU. Only ever grows; user space reads differences. */
struct counter_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WEIR_VANTAGES);
	__type(key, __u32);
	__type(value, struct weir_counters);
};
struct counter_map counters_a SEC(".maps");
struct counter_map counters_b SEC(".maps");

/* Overflow detail by destination. Zeroed by user space while still. Full: counted in
 * weir_counters.overflow_other. */
struct victim_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WEIR_VICTIMS);
	__type(key, __u32);
	__type(value, struct weir_victim);
};
struct victim_map victims_a SEC(".maps");
struct victim_map victims_b SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct counter_map);
} active SEC(".maps") = { .values = { &counters_a } };

/* By epoch; never changed after load. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct flow_map);
} flows SEC(".maps") = { .values = { &flows_a, &flows_b } };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct victim_map);
} victims SEC(".maps") = { .values = { &victims_a, &victims_b } };

/* Written by user space only: totals it has drained, and who stands where. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weir_ledger);
} ledger SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WEIR_VANTAGES);
	__type(key, __u32);
	__type(value, struct weir_vantage);
} vantages SEC(".maps");

/* The packet being parsed, one per hook; see WEIR_JOIN_PATHS in parse.h. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct weir_packet);
} scratch SEC(".maps");

/* struct weir_event. Full: counted in weir_counters.ring_lost. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 262144); /* (set) */
} events SEC(".maps");

/* What is watched, see frame.h. Written by user space, which also sets `watching`; the
 * programs only add to weir_watch.sent. Full: user space watches no more. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, WEIR_WATCHES_MAX);
	__type(key, struct weir_key);
	__type(value, struct weir_watch);
} watch SEC(".maps");

/* struct weir_frame. Full: counted in weir_counters.frames_lost. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 262144); /* (set) */
} frames SEC(".maps");

/* A struct weir_frame on its way there, one per hook. */
struct frame_copy {
	__u64 word[(sizeof(struct weir_frame) + WEIR_FRAME_MAX) / 8];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct frame_copy);
} frame_scratch SEC(".maps");

#endif
