// SPDX-License-Identifier: MIT
/*
 * flood - sends frames out of an interface at millions a second: live frames of the
 * kernel's test run, redirected to it by a small program that draws each source.
 *
 *   flood [-n PACKETS] [-t MILLISECONDS] [-j CPUS] [-s SOURCES] [-d ADDRESS] [-l LENGTH] IFACE
 *
 * Sources are 10.0.0.0 and up, SOURCES of them (a power of two, default 4096), drawn at
 * random for each frame; UDP from port 9 to port 9 of ADDRESS (default 192.0.2.1).
 * One process per CPU (default 1), each sending PACKETS, or for MILLISECONDS.
 * Prints what it handed to the interface; what that took on is for its counters to say.
 * Exit 77: the kernel or the rights at hand cannot do this.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef BPF_F_TEST_XDP_LIVE_FRAMES
#define BPF_F_TEST_XDP_LIVE_FRAMES (1U << 1)
#endif

#define FRAME_MAX 1514
#define CHUNK 262144u

struct flood {
	uint64_t packets;
	uint64_t limit_ns;
	unsigned int cpus;
	uint32_t sources;
	struct in_addr address;
	uint32_t length;
	uint32_t ifindex;
};

#define INSN(c, d, s, o, i)                                                                        \
	((struct bpf_insn){ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })
#define MOVE(d, s) INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define MOVE_IMM(d, i) INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define CALL(function) INSN(BPF_JMP | BPF_CALL, 0, 0, 0, function)

static int load_program(const struct flood *f)
{
	struct bpf_insn code[] = {
		MOVE(6, 1),
		INSN(BPF_LDX | BPF_MEM | BPF_W, 7, 6, 0, 0), /* data */
		INSN(BPF_LDX | BPF_MEM | BPF_W, 8, 6, 4, 0), /* data_end */
		MOVE(1, 7),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, 42),
		INSN(BPF_JMP | BPF_JGT | BPF_X, 1, 8, 5, 0), /* never: main() checks the length */
		CALL(BPF_FUNC_get_prandom_u32),
		INSN(BPF_ALU64 | BPF_AND | BPF_K, 0, 0, 0, (int)(f->sources - 1)),
		INSN(BPF_ALU64 | BPF_OR | BPF_K, 0, 0, 0, 10 << 24),
		INSN(BPF_ALU | BPF_END | BPF_TO_BE, 0, 0, 0, 32),
		INSN(BPF_STX | BPF_MEM | BPF_W, 7, 0, 26, 0), /* source address */
		MOVE_IMM(1, (int)f->ifindex),
		MOVE_IMM(2, 0),
		CALL(BPF_FUNC_redirect),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "flood", "GPL", code,
			     sizeof(code) / sizeof(code[0]), NULL);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void build_frame(const struct flood *f, uint8_t *frame)
{
	static const uint8_t ethernet[14] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0 };

	memset(frame, 0, f->length);
	memcpy(frame, ethernet, sizeof(ethernet));
	frame[14] = 0x45;
	put16(frame + 16, f->length - 14);
	frame[22] = 64;
	frame[23] = 17;
	memcpy(frame + 30, &f->address, 4);
	put16(frame + 34, 9);
	put16(frame + 36, 9);
	put16(frame + 38, f->length - 34);
}

static uint64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int send_frames(const struct flood *f, unsigned int cpu)
{
	uint64_t start = clock_ns(), sent = 0;
	uint8_t frame[FRAME_MAX];
	cpu_set_t set;
	int program = load_program(f);

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (program < 0 || sched_setaffinity(0, sizeof(set), &set))
		return errno;
	build_frame(f, frame);
	while (f->limit_ns ? clock_ns() - start < f->limit_ns : sent < f->packets) {
		uint64_t left = f->limit_ns ? CHUNK : f->packets - sent;
		LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = f->length,
			    .repeat = (int)(left < CHUNK ? left : CHUNK),
			    .flags = BPF_F_TEST_XDP_LIVE_FRAMES);

		if (bpf_prog_test_run_opts(program, &run))
			return errno;
		sent += (uint64_t)run.repeat;
	}
	printf("cpu %u: %llu frames in %llu ms\n", cpu, (unsigned long long)sent,
	       (unsigned long long)(clock_ns() - start) / 1000000);
	return 0;
}

static int run(const struct flood *f)
{
	unsigned int cpu;
	int status, worst = 0;

	for (cpu = 0; cpu < f->cpus; cpu++) {
		pid_t child = fork();

		if (child < 0)
			return errno;
		if (!child) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			status = send_frames(f, cpu);
			fflush(stdout);
			_exit(status);
		}
	}
	while (wait(&status) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			worst = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return worst;
}

static int parse(int argc, char **argv, struct flood *f)
{
	int option;

	while ((option = getopt(argc, argv, "n:t:j:s:d:l:")) != -1) {
		if (option == 'n')
			f->packets = strtoull(optarg, NULL, 0);
		else if (option == 't')
			f->limit_ns = strtoull(optarg, NULL, 0) * 1000000u;
		else if (option == 'j')
			f->cpus = (unsigned int)strtoul(optarg, NULL, 0);
		else if (option == 's')
			f->sources = (uint32_t)strtoul(optarg, NULL, 0);
		else if (option == 'l')
			f->length = (uint32_t)strtoul(optarg, NULL, 0);
		else if (option != 'd' || inet_pton(AF_INET, optarg, &f->address) != 1)
			return -1;
	}
	if (optind + 1 != argc || f->length < 60 || f->length > FRAME_MAX || !f->sources ||
	    (f->sources & (f->sources - 1)) || f->sources > 1u << 24)
		return -1;
	f->ifindex = if_nametoindex(argv[optind]);
	return f->ifindex ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct flood f = { .packets = 1000000, .cpus = 1, .sources = 4096, .length = 60 };
	int error;

	inet_pton(AF_INET, "192.0.2.1", &f.address);
	if (parse(argc, argv, &f)) {
		fprintf(stderr, "usage: flood [-n PACKETS] [-t MILLISECONDS] [-j CPUS] "
				"[-s SOURCES] [-d ADDRESS] [-l LENGTH] IFACE\n");
		return 2;
	}
	error = run(&f);
	if (!error)
		return 0;
	fprintf(stderr, "flood: live frames cannot be sent: %s\n", strerror(error));
	return error == EPERM || error == EINVAL || error == ENOTSUP ? 77 : 1;
}
