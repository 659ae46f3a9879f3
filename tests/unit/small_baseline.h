/* SPDX-License-Identifier: MIT */
/* A whole baseline file, but for its checksum, that a person can check by hand: one tree
 * of 4 rows over out_flows and out_peers; c(4) is 2.1667. */
#ifndef WEIR_SMALL_BASELINE_H
#define WEIR_SMALL_BASELINE_H

static const char small_baseline[] =
	"{\"schema\":1,\"kind\":\"baseline\",\"version\":3,"
	"\"learned\":{\"from\":1000,\"to\":2000,\"seconds\":900,\"seed\":7},"
	"\"forests\":[{\"rows\":\"host\",\"window_s\":30,"
	"\"features\":[\"out_flows\",\"out_peers\"],\"ranges\":[[0,3,19],[1,1,4]],"
	"\"sample\":4,\"trees\":[\"0<10 1<3 =1 =2 =1\"],\"trained\":40,\"held_out\":10,"
	"\"quantile\":9990,\"threshold\":600,\"scores\":[400,450,500,590,595],"
	"\"vectors\":[{\"bins\":[0,0],\"score\":527},{\"bins\":[10,0],\"score\":726}]}]}";

#endif
