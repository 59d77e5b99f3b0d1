/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Environment of the SMMUv3 back end's tests: a node whose registers are the model's, page
 * tables in the shim's memory, and a judge that is asked after each register write and
 * after each 64-bit word that becomes visible to the SMMU.
 */
#ifndef SMMUV3_ENV_H
#define SMMUV3_ENV_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "random.h"
#include "rows.h"
#include "tables.h"
#include "hyp/core/core.h"
#include "hyp/smmuv3/smmuv3.h"
#include "shim.h"
#include "model.h"

#define ENV_BASE	0x09050000ULL
#define ENV_POOL	(SHIM_PHYS_BASE + 0x100000)
#define ENV_POOL_PAGES	64
/* Firmware's tables and queues. */
#define ENV_FIRMWARE	(SHIM_PHYS_BASE + 0x200000)
/* The pages that the identity table maps, read-write. */
#define ENV_ID		(SHIM_PHYS_BASE + 0x300000)
#define ENV_ID_PAGES	8
/* A page of EL2's, which no table maps. */
#define ENV_SECRET	(SHIM_PHYS_BASE + 0x380000)
#define ENV_IOVA	0x40000000ULL
#define ENV_PAGE(n)	(SHIM_PHYS_BASE + 0x400000 + 0x1000 * (n))

/* An SMMUv3 with all that EL2 can use; non-coherent, so that each clean is seen. */
extern const struct v3_ids env_ids;

struct env {
	struct hyp_smmu *smmu;
	struct v3_model model;
	struct io_pgtable_cfg identity;
	void (*judge)(struct env *env);
	void (*before_read)(void);	/* of a register */
	u64 writes, words;
};

extern struct env env;

void env_init(const struct v3_ids *ids);
void env_stream(u32 sid);
void env_range(u32 sid, u32 nr);
int env_probe(void);
int env_takeover(void);
/* All three: env_init(), a small topology, takeover. */
void env_ready(const struct v3_ids *ids);

/* The small topology: two streams, and a range that crosses blocks. */
#define SID_A		0x21
#define SID_B		0x4005
#define RANGE_FIRST	0x1030
#define RANGE_NR	0x200
#define SID_NONE	0x2000

/* An operation of EL2's, with the lock. */
#define env_ops		(env.smmu->ops)
#define env_op(call)						\
	({							\
		int __ret;					\
		hyp_spin_lock(&env.smmu->lock);			\
		__ret = (call);					\
		hyp_spin_unlock(&env.smmu->lock);		\
		__ret;						\
	})

struct smmu_fault env_get_fault(void);
bool env_lost(void);
/* The index of a stream of a range, after stream_add. */
int env_add_stream(u32 sid);

/* A leaf of stage 2. */
void env_map(u64 root, u64 ipa, u64 pa, bool write);

/* Which pages a stream may reach now: bit n for ENV_ID + n, above them the secret, IOVAs. */
#define REACH_ID	GENMASK(7, 0)
#define REACH_SECRET	BIT(8)
#define REACH_IOVA	BIT(9)	/* ENV_IOVA leads to ENV_PAGE(0) */
#define REACH_OTHER	BIT(10)	/* an address leads elsewhere */
unsigned int env_reach(u32 sid);

#endif
