// SPDX-License-Identifier: MIT
/*
 * ring_send - sends a capture's frames from a packet socket's transmit ring: the kernel
 * copies the Ethernet header and takes the rest as page fragments, so that tc egress gets
 * buffers whose IP header lies outside the linear part.
 *
 *   ring_send CAPTURE IFACE
 *
 * Prints the number of frames. Exit 77: no such socket here.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_SIZE 2048
#define FRAMES 64

struct ring {
	int fd;
	unsigned char *area;
	unsigned int next;
};

static int ring_open(struct ring *r, unsigned int ifindex)
{
	struct tpacket_req request = {
		.tp_block_size = FRAME_SIZE * FRAMES,
		.tp_block_nr = 1,
		.tp_frame_size = FRAME_SIZE,
		.tp_frame_nr = FRAMES,
	};
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_ifindex = (int)ifindex };
	int version = TPACKET_V2;

	/* Protocol 0: this socket receives nothing. */
	r->fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (r->fd < 0 || bind(r->fd, (struct sockaddr *)&address, sizeof(address)) ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_TX_RING, &request, sizeof(request)))
		return -errno;
	r->area = mmap(NULL, FRAME_SIZE * FRAMES, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	return r->area == MAP_FAILED ? -errno : 0;
}

/* A send that waits: the slot is free again when it returns. */
static int ring_send(struct ring *r, const unsigned char *data, unsigned int length)
{
	struct tpacket2_hdr *slot = (void *)(r->area + (size_t)r->next * FRAME_SIZE);
	unsigned int offset = TPACKET2_HDRLEN - sizeof(struct sockaddr_ll);

	if (length > FRAME_SIZE - offset)
		return -EMSGSIZE;
	memcpy((unsigned char *)slot + offset, data, length);
	slot->tp_len = length;
	slot->tp_status = TP_STATUS_SEND_REQUEST;
	r->next = (r->next + 1) % FRAMES;
	return send(r->fd, NULL, 0, 0) < 0 ? -errno : 0;
}

int main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const unsigned char *data;
	unsigned long sent = 0;
	struct ring ring = { .fd = -1 };
	pcap_t *capture;
	int code;

	if (argc != 3 || !if_nametoindex(argv[2])) {
		fprintf(stderr, "usage: ring_send CAPTURE IFACE\n");
		return 2;
	}
	capture = pcap_open_offline(argv[1], error);
	if (!capture) {
		fprintf(stderr, "ring_send: %s\n", error);
		return 1;
	}
	code = ring_open(&ring, if_nametoindex(argv[2]));
	if (code) {
		fprintf(stderr, "ring_send: no transmit ring: %s\n", strerror(-code));
		return 77;
	}
	while (!code && pcap_next_ex(capture, &header, &data) == 1) {
		code = ring_send(&ring, data, header->caplen);
		sent += !code;
	}
	if (code)
		fprintf(stderr, "ring_send: %s\n", strerror(-code));
	printf("%lu\n", sent);
	return code ? 1 : 0;
}
