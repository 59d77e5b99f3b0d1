/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All of EL2's code (core, back end, memory controller) with models of the whole
 * machine, described and taken over by hypercalls.
 */
#ifndef SYSTEM_SYSTEM_H
#define SYSTEM_SYSTEM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "hyp/core/core.h"
#include "random.h"
#include "rows.h"
#include "orin.h"
#include "shim.h"
#include "world.h"

/* Small, so that every page can be checked after every step. */
#define MEM1		0x80000000ULL	/* starts with EL2's pool */
#define MEM1_PAGES	192
#define POOL_PAGES	16
#define CARVEOUT	(MEM1 + MEM1_PAGES * PAGE_SIZE)	/* NOMAP */
#define CARVEOUT_PAGES	64
#define MEM2		0x1001e0000ULL	/* crosses from one last-level table to the next */
#define MEM2_PAGES	192
#define NR_PAGES	(MEM1_PAGES + CARVEOUT_PAGES + MEM2_PAGES)

/* Page number to address, and back; -1 if there is no memory. */
u64 page_phys(unsigned int nr);
int page_nr(u64 phys);
bool host_reaches(u64 phys);		/* by page state only */

/* Calls a hypercall's handler: up to five arguments, results from x1. */
typedef void (*hypercall)(struct kvm_cpu_context *ctxt);
s64 hvc(hypercall handler, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5, u64 *out2, u64 *out3);

s64 sys_alloc_domain(u64 pfn);
s64 sys_free_domain(u64 handle);
s64 sys_topup(u64 handle, u64 pfn);
s64 sys_alloc_nested(u64 smmu, u64 *off, u64 *size);
s64 sys_free_nested(u64 handle);
s64 sys_attach(u64 smmu, u64 sid, u64 handle);
s64 sys_detach(u64 smmu, u64 sid);
s64 sys_map(u64 handle, u64 iova, u64 phys, u64 nr, u64 prot, u64 *need);
s64 sys_unmap(u64 handle, u64 iova, u64 nr);
s64 sys_iova_to_phys(u64 handle, u64 iova);
s64 sys_get_fault(u64 smmu, u64 *addr, u64 *status);
s64 sys_query(u64 what, u64 index);

/* Makes a trapped load or store of the host's. Returns the loaded value. */
bool sys_host_access(u64 addr, unsigned int size, bool write, u64 *val);
int sys_clip(u64 addr, u64 *start, u64 *end);

/* What the next machine's firmware lets devices choose. */
extern enum world_own_sids system_own_sids;
/* Accesses of EL2 to the registers of devices, since system_new(). */
extern u64 system_device_accesses;
/* Its loads from the power management controller's scratch words. */
extern u64 system_scratch_reads;

/* Starts the machine in firmware's state, without a description; or takes it over too. */
void system_new(unsigned int num_cb, u32 leftovers);
void system_describe(void);
void system_start(unsigned int num_cb, u32 leftovers);

/* No model has complained since system_new(). */
void check_complaints(void);

#endif
