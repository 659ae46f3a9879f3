/* SPDX-License-Identifier: MIT */
/* A whole model file, but for its checksum, that a person can check by hand. */
#ifndef WEIR_SMALL_MODEL_H
#define WEIR_SMALL_MODEL_H

static const char small_model[] =
	"{\"schema\":1,\"id\":\"test\",\"revision\":3,\"provenance\":{\"data\":\"none\"},"
	"\"forests\":[{\"kind\":\"random-forest\",\"rows\":\"host\",\"window_s\":5,"
	"\"features\":[\"out_flows\",\"out_peers\"],\"expected\":[[0,10],[0,3]],"
	"\"edges\":[[100],[5,10,20]],\"classes\":[\"benign\",\"portscan\"],"
	"\"thresholds\":[0,900],\"votes\":10,\"leaves\":[[10,0],[7,3],[0,10]],"
	"\"trees\":[[0,0,1,2, -1,0,0,0, 1,1,3,4, -1,1,0,0, -1,2,0,0],[-1,1,0,0]],"
	"\"vectors\":[{\"row\":[0,0],\"votes\":[17,3]},{\"row\":[100,99],\"votes\":[17,3]},"
	"{\"row\":[101,0],\"votes\":[14,6]},{\"row\":[101,10],\"votes\":[14,6]},"
	"{\"row\":[101,11],\"votes\":[7,13]},{\"row\":[4294967295,4294967295],"
	"\"votes\":[7,13]},{\"row\":[100,0],\"votes\":[17,3]},"
	"{\"row\":[200,5],\"votes\":[14,6]}]}]}";

#endif
