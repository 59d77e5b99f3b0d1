/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An SMMUv3 for hosted tests. It has its own names and numbers, from Arm IHI 0070, and
 * where the architecture leaves a choice it takes the one that a driver may get wrong:
 * it keeps every translation, stream table entry and level 1 descriptor that it ever used,
 * invalidations take effect at the next CMD_SYNC only, acknowledgements come late, and a
 * register that must not be written in a state ignores the write.
 */
#ifndef SMMUV3_MODEL_H
#define SMMUV3_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define V3_FAULT	(~0ULL)
#define V3_CACHE	512
#define V3_PENDING	512

/* Features, as the ID registers show them. */
struct v3_ids {
	uint32_t idr0, idr1, idr3, idr5, iidr;
};

struct v3_ste {
	uint64_t w[8];
};

/* A context descriptor, and where stage 2 had its two top tables; V3_FAULT: nowhere. */
struct v3_cd {
	uint32_t sid;
	uint64_t w[8], top[2];
};

/* Of both stages: a translation of 4 KiB, of a leaf of 1 << shift bytes; or a table. */
struct v3_both {
	uint16_t vmid, asid;
	bool global;
	uint8_t granule, shift;
	uint64_t va, pa;
	unsigned int perm1, perm2;
};

struct v3_pending {
	uint64_t cmd[2];
};

struct v3_model {
	struct v3_ids ids;
	bool coherent;
	uint32_t cr0, cr0ack, cr1, cr2, gbpa, irq_ctrl, irq_ack, gerror, gerrorn;
	uint64_t msi[3];
	uint64_t strtab_base, cmdq_base, eventq_base;
	uint32_t strtab_cfg, cmdq_prod, cmdq_cons, eventq_prod, eventq_cons;
	unsigned int ack_delay, gbpa_delay;
	bool aborts;		/* GBPA.ABORT, as the last completed update set it */

	struct { uint32_t sid; struct v3_ste ste; } stes[V3_CACHE];
	struct { uint32_t block; uint64_t desc; } l1s[V3_CACHE];
	struct { uint16_t vmid; uint64_t va, pa; unsigned int perm; } tlb[V3_CACHE];
	unsigned int nr_stes, nr_l1s, nr_tlb;
	struct v3_cd cds[V3_CACHE];
	struct v3_both both[V3_CACHE], walks[V3_CACHE];
	unsigned int nr_cds, nr_both, nr_walks;
	struct v3_pending pending[V3_PENDING];
	unsigned int nr_pending;

	/* Faults to inject. */
	bool sync_stuck;	/* CMD_SYNC is not consumed */
	bool cr0_stuck;		/* CR0ACK does not follow */
	bool gbpa_stuck;	/* GBPA.Update stays set */
	bool gbpa_dead;		/* GBPA.ABORT does not stay set */
	bool irq_stuck;		/* IRQ_CTRLACK does not follow */
	unsigned int ill;	/* the n-th command from now on is refused; 0: none */
	uint64_t refused[2];	/* that command; it is refused wherever it is read again */
	unsigned int abt;	/* the n-th command from now on cannot be read, once */
	uint64_t drop;		/* offset of a register that ignores writes; 0: none */

	/* What happened. */
	unsigned int nr_cmds, nr_syncs, since_sync, max_since_sync, nr_stalled;
	void (*on_fetch)(uint64_t pa);	/* of a context descriptor or a table of stage 1 */
	void (*on_command)(void);	/* each time that one of a batch has had its effect */
	bool backwards;			/* the last command of a batch takes effect first */
};

void v3_init(struct v3_model *m, const struct v3_ids *ids);
uint64_t v3_read(struct v3_model *m, uint64_t off, unsigned int size);
/* Does such a write make the SMMU read memory, or write a record where one was read? */
bool v3_write_uses_memory(const struct v3_model *m, uint64_t off, uint64_t val);
void v3_write(struct v3_model *m, uint64_t off, uint64_t val, unsigned int size);

/* A device's access; fills the caches, records events. */
uint64_t v3_access(struct v3_model *m, uint32_t sid, uint64_t addr, bool write);
/* The same of a request that ATS has translated. */
uint64_t v3_access_translated(struct v3_model *m, uint32_t sid, uint64_t addr);

/*
 * Every output address that an access may have now, by what is cached and by what is in
 * memory. Changes nothing. Returns how many.
 */
#define V3_OUTPUTS	64
unsigned int v3_outputs(struct v3_model *m, uint32_t sid, uint64_t addr, unsigned long long *out);

/* Where the tables in memory have the entry of a stream; 0: nowhere. */
uint64_t v3_ste_address(struct v3_model *m, uint32_t sid);

/* An event of the SMMU's own. */
void v3_event(struct v3_model *m, uint8_t id, uint32_t sid, uint64_t addr, bool write);
void v3_gerror(struct v3_model *m, uint32_t bits);

#endif
