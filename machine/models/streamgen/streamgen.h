/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stream generator: a device for tests that no chip has. It issues accesses of any
 * client, stream ID, TBU and kind.
 *
 * Registers, 32 bits each, accessed whole; what isn't named reads zero:
 *
 *	0x000 ID	RO	"SGEN", little-endian
 *	0x004 CLIENT	RW	memory controller client, 0xffff: none
 *	0x008 SID	RW	[6:0] stream ID that the device presents
 *	0x00c TBU	RW	[4:0] number of the TBU
 *	0x010 KIND	RW	0 write, 1 privileged, 2 instruction fetch
 *	0x014 NODE	RW	number of the SMMU, for clients that no table routes
 *	0x018 ADDR_LO	RW	address, as the device issues it
 *	0x01c ADDR_HI	RW
 *	0x020 LEN	RW	bytes, 1 to 4096; cut in two at a page's end
 *	0x024 GO	WO	carries the access out before the write returns, unless
 *				an SMMU stalls it; does nothing while one does
 *	0x028 STATUS	RO	of enum bus_status; of the part that failed, if one did;
 *				BUS_STALLED until the SMMU lets it go on or ends it
 *	0x02c DONE	RO	bytes moved by the last GO
 *	0x030 COUNT	RO	parts that have ended since reset
 *	0x1000..0x1fff	RW	data: what a write sends, what a read brought; a stalled
 *				write sends what is there when it goes on
 */
#ifndef MODELS_STREAMGEN_H
#define MODELS_STREAMGEN_H

#include "../bus/bus.h"

struct streamgen;

#define STREAMGEN_MMIO_SIZE	0x2000u
#define STREAMGEN_ID		0x000u
#define STREAMGEN_ID_VALUE		0x4e454753u
#define STREAMGEN_CLIENT	0x004u
#define STREAMGEN_SID		0x008u
#define STREAMGEN_TBU		0x00cu
#define STREAMGEN_KIND		0x010u
#define STREAMGEN_KIND_WRITE		(1u << 0)
#define STREAMGEN_KIND_PRIV		(1u << 1)
#define STREAMGEN_KIND_INSN		(1u << 2)
#define STREAMGEN_NODE		0x014u
#define STREAMGEN_NR_NODES		4u
#define STREAMGEN_ADDR_LO	0x018u
#define STREAMGEN_ADDR_HI	0x01cu
#define STREAMGEN_LEN		0x020u
#define STREAMGEN_GO		0x024u
#define STREAMGEN_STATUS	0x028u
#define STREAMGEN_DONE		0x02cu
#define STREAMGEN_COUNT		0x030u
#define STREAMGEN_DATA		0x1000u
#define STREAMGEN_DATA_SIZE	0x1000u

/**
 * struct streamgen_config - what the generator is connected to
 * @mem:	the way to memory
 * @mem_opaque:	of @mem, for each value of NODE
 */
struct streamgen_config {
	const struct bus_master_ops *mem;
	void *mem_opaque[STREAMGEN_NR_NODES];
};

/* Return: NULL when out of memory or when @cfg has no way to memory. */
struct streamgen *streamgen_new(const struct streamgen_config *cfg);
void streamgen_free(struct streamgen *g);
void streamgen_reset(struct streamgen *g);

/* Any offset; @size 4 and aligned, other shapes read zero and are ignored. */
uint64_t streamgen_mmio_read(const struct streamgen *g, uint64_t off, unsigned int size);
void streamgen_mmio_write(struct streamgen *g, uint64_t off, uint64_t val, unsigned int size);

#endif
