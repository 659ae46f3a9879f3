/* SPDX-License-Identifier: MIT */
/*
 * model.h - limits of the model file format, for whoever writes or reads one.
 *
 * The file is JSON, at most MODEL_FILE_MAX bytes:
 *   schema        MODEL_SCHEMA
 *   id, revision  a name and a number, shown in every alert
 *   provenance    object of strings: data, seed, versions, date (shown, not interpreted)
 *   checksum      "crc32:xxxxxxxx" of the canonical text of the file's object without
 *                 this key: compact, keys sorted, ASCII
 *   calibration   optional object: per group of rules (scan, flood, access, channel) a rising
 *                 array of [raw score, score], the first at 500, scores from 500 on: what
 *                 the fused raw score is worth, in thousandths (user/detect/calibration.h)
 *   forests       array of:
 *     kind        "random-forest" or "boosted-trees"
 *     rows        "flow", "host" or "pair"
 *     window_s    window length of the rows, 0: any under an hour
 *     features    names of features.h for that row kind, in the order trees use
 *     expected    per feature [low, high]: where most benign rows lie
 *     edges       per feature a strictly rising list; the bin of a value is the number
 *                 of edges below it (value > edge)
 *     classes     "benign", then names of alert classes
 *     thresholds  per class the share (thousandths) that a decision by the forest
 *                 alone needs; MODEL_NEVER: none; 0 for benign
 *     importance  optional: per feature thousandths, at most 1000 together (shown only)
 *     votes       random: what the votes of one leaf sum up to; boosted: how many more
 *                 votes double a class's odds
 *     leaves      array of distinct leaves, each a vote per class
 *     trees       per tree a flat array of nodes, 4 numbers each, root first:
 *                 feature, bin, left, right: left when the row's bin is at most bin,
 *                 children come after their parent; or -1, leaf, 0, 0
 *     vectors     array of {"row": [value per feature], "votes": [sum per class]}
 *
 * A class's share in a random forest is its part of all votes. In boosted trees votes are
 * margins: the share is that of 2^(sum / votes) among all classes (softmax). A trainer's
 * leaf value m becomes m * votes / ln 2; to have no negative ones, each tree's least is
 * taken off per class, and what one class lost less than another, off that class once more
 * (only differences between classes count).
 *
 * A tree's depth, and so the work per row, is bounded; sums fit 32 bits.
 */
#ifndef WEIR_MODEL_H
#define WEIR_MODEL_H

#define MODEL_SCHEMA 1
#define MODEL_FILE_MAX (8u << 20)
#define MODEL_FORESTS_MAX 8
#define MODEL_FEATURES_MAX 64
#define MODEL_EDGES_MAX 255
#define MODEL_CLASSES_MAX 16
#define MODEL_TREES_MAX 1024
#define MODEL_NODES_MAX 65535 /* of one tree */
#define MODEL_LEAVES_MAX 65535 /* distinct ones of one forest */
#define MODEL_DEPTH_MAX 16
#define MODEL_VOTES_MAX 65535 /* of one leaf */
#define MODEL_NEVER 1001 /* a threshold no share reaches */
#define MODEL_VECTORS_MAX 4096
#define MODEL_VECTORS_MIN 8
#define MODEL_ID_MAX 64

#endif
