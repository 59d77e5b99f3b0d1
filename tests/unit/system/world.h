/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Models of Orin's memory system. This header includes no header of the models: they
 * and EL2's headers define the same register names, so no file can include both.
 *
 * SMMUs are numbered in the order of the device tree, as at EL2.
 * All functions may be called from several threads.
 */
#ifndef SYSTEM_WORLD_H
#define SYSTEM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORLD_NISO1, WORLD_ISO, WORLD_NISO0, WORLD_NODES };

#define WORLD_MC_REGIONS	18
#define WORLD_MC_REGION_SIZE	0x10000
#define WORLD_SMMU_SIZE		0x1000000
#define WORLD_GPCDMA_BASE	0x02600000
#define WORLD_GPCDMA_SIZE	0x210000
#define WORLD_DEVICES		6	/* with a stream-ID register: 2 SDMMC, 4 MGBE */
#define WORLD_DEVICE_SIZE	0x20000
#define WORLD_NO_CLIENT		0xffff
#define WORLD_SCRATCH_BASE	0x0c390000
#define WORLD_SCRATCH_SIZE	0x10000

/*
 * Whose stream ID firmware left to the device, and locked so, with 0x7f around the
 * SMMUs: none; the SD controllers' and GPCDMA's; MGBE's, too.
 */
enum world_own_sids { WORLD_NO_OWN_SIDS, WORLD_SOME_OWN_SIDS, WORLD_ALL_OWN_SIDS };

/**
 * struct world_config - the machine and firmware's state
 * @num_cb: context banks of each SMMU
 * @leftovers: seed of what firmware left: random groups and banks if even, the worst
 *	if odd; 0: reset values
 * @own_sids: whose stream ID the memory controller does not force
 * @lock_leaves_sid: the lock of a client's security register leaves its stream ID open
 * @walk_read: memory as table walks see it
 * @dma_read, @dma_write: memory as devices see it
 */
struct world_config {
	unsigned int num_cb;
	uint32_t leftovers;
	enum world_own_sids own_sids;
	bool lock_leaves_sid;
	bool (*walk_read)(uint64_t pa, void *buf, size_t len);
	bool (*dma_read)(uint64_t pa, void *buf, size_t len);
	bool (*dma_write)(uint64_t pa, const void *buf, size_t len);
};

void world_new(const struct world_config *cfg);
void world_free(void);

unsigned int world_instances(unsigned int node);
uint64_t world_smmu_base(unsigned int node, unsigned int inst);
uint64_t world_smmu_read(unsigned int node, unsigned int inst, uint64_t off, unsigned int size);
void world_smmu_write(unsigned int node, unsigned int inst, uint64_t off, uint64_t val,
		      unsigned int size);
/* By the host, to registers that EL2 has lent: nothing is lost, the model may complain. */
void world_host_write(unsigned int node, unsigned int inst, uint64_t off, uint64_t val,
		      unsigned int size);
uint64_t world_mc_base(unsigned int region);
uint64_t world_mc_read(unsigned int region, uint64_t off, unsigned int size);
void world_mc_write(unsigned int region, uint64_t off, uint64_t val, unsigned int size);

uint64_t world_gpcdma_read(uint64_t off, unsigned int size);
void world_gpcdma_write(uint64_t off, uint64_t val, unsigned int size);
void world_gpcdma_reset(void);	/* as BPMP resets it */

/* The power management controller's scratch words, and firmware at wake. */
uint64_t world_scratch_read(uint64_t off, unsigned int size);
void world_scratch_write(uint64_t off, uint64_t val, unsigned int size);
unsigned int world_wake(void);	/* number of words written by the table; memory only */

/*
 * Device @i: an SD controller, or an MGBE, whose registers hold what is written. A reset
 * leaves stream ID 0x7f everywhere.
 */
uint64_t world_device_base(unsigned int i);
uint64_t world_device_read(unsigned int i, uint64_t off, unsigned int size);
void world_device_write(unsigned int i, uint64_t off, uint64_t val, unsigned int size);
void world_device_reset(unsigned int i);
/* From now on no write of 32 bits changes device @i. */
void world_device_stick(unsigned int i);
uint8_t world_sdmmc_sid(unsigned int i, bool write);	/* what it presents */

/*
 * Lets GPCDMA move up to @bytes. Calls @on for each access to the control backbone,
 * where reads return 0xc0ffee00. The memory side reads zeroes and discards writes.
 */
void world_gpcdma_run(size_t bytes, void (*on)(uint64_t addr, size_t len, bool write));

/* Resets SMMUs, memory controller, GPCDMA and devices. */
void world_lose_power(void);

/*
 * The @n-th sync from now on an instance never completes; the next one does. 0: no
 * sync gets stuck.
 */
void world_stick(unsigned int node, unsigned int inst, unsigned int n);
/*
 * The @n-th write from now on to a register of an instance that keeps what is written is
 * lost, and so are the @more that follow. 0: none is.
 */
void world_lose_writes(unsigned int node, unsigned int inst, unsigned int n, unsigned int more);
uint64_t world_lost(void);	/* number of lost writes */
uint64_t world_stuck(void);	/* number of syncs that got stuck */
uint64_t world_syncs(unsigned int node, unsigned int inst);

/**
 * struct world_access - an access of a device
 * @node: the SMMU of a device without a known client
 * @client: the client, or WORLD_NO_CLIENT
 * @sid: what the device presents itself
 * @tbu: the TBU that it enters through
 * @addr: the address
 * @write: true for a write
 * @data: data written or read
 * @ok: it went through, to or from @pa
 */
struct world_access {
	unsigned int node;
	uint16_t client;
	uint8_t sid, tbu;
	uint64_t addr;
	bool write;
	uint64_t data;
	bool ok;
	uint64_t pa;
};

void world_dma(struct world_access *a);

/* The oracle: memory that a stream reaches on an instance, by tables and by the TLB. */
struct world_page {
	uint64_t va, pa;
	bool readable, writable, from_tlb, whole;
};

void world_reach(unsigned int node, unsigned int inst, unsigned int stream,
		 void (*visit)(void *opaque, const struct world_page *page), void *opaque);

/*
 * The stream ID of a client's access whose device presents @sid; -1: the access
 * bypasses all SMMUs.
 */
int world_client_sid(unsigned int client, unsigned int sid);
/* The i-th client with an SMMU; false past the last. */
bool world_client_at(unsigned int i, unsigned int *client, unsigned int *node);

/*
 * The first complaint of a model since world_new(), or NULL: a register access that
 * silicon would not accept.
 */
const char *world_complaint(void);
/* From now on complaints that contain @part are expected. */
void world_expect_complaint(const char *part);

/* TLB entries that the models evicted; the oracle expects none. */
uint64_t world_evictions(void);

#endif
