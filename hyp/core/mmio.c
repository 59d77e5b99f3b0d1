// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host accesses to registers that EL2 owns. SMMU registers are closed; those of
 * guards (the memory controller, GPCDMA) are emulated, so that mainline's drivers
 * for these work unchanged.
 */
#include <linux/bitfield.h>
#include <linux/kvm_host.h>

#include <asm/esr.h>
#include <asm/kvm_hypevents.h>

#include <hyp/adjust_pc.h>
#include <nvhe/trap_handler.h>

#include "core.h"

/*
 * Only accesses with a valid syndrome (ISV) can be emulated, and instructions of 32 bits (IL)
 * be skipped: those of T32 may have 16.
 */
static bool is_simple_access(u64 esr)
{
	return ESR_ELx_EC(esr) == ESR_ELx_EC_DABT_LOW && esr & ESR_ELx_ISV && esr & ESR_ELx_IL &&
	       !(esr & (ESR_ELx_S1PTW | ESR_ELx_CM));
}

static u64 extend_value(u64 val, unsigned int size, u64 esr)
{
	unsigned int shift = 64 - 8 * size;

	if (esr & ESR_ELx_SSE)
		val = (u64)((s64)(val << shift) >> shift);
	else
		val = val << shift >> shift;
	return esr & ESR_ELx_SF ? val : (u32)val;
}

static u64 read_reg(struct kvm_cpu_context *ctxt, unsigned int rt)
{
	return rt < ARRAY_SIZE(ctxt->regs.regs) ? cpu_reg(ctxt, rt) : 0;
}

static void write_reg(struct kvm_cpu_context *ctxt, unsigned int rt, u64 val)
{
	if (rt < ARRAY_SIZE(ctxt->regs.regs))
		cpu_reg(ctxt, rt) = val;
}

/* The guard that @addr belongs to, and the number of its range, or NULL. */
static struct iommu_guard *find_guard(u64 addr, unsigned int *range)
{
	struct iommu_guard *guard;
	unsigned int i;

	for_each_guard(guard) {
		for (i = 0; i < guard->nr_regs; i++) {
			if (addr - guard->regs[i].base < guard->regs[i].size) {
				*range = i;
				return guard;
			}
		}
	}
	return NULL;
}

/* Return false if the guard's own access aborted: then the host's aborts, too. */
static bool guard_access(struct iommu_guard *guard, unsigned int range, u64 off,
			 unsigned int size, bool write, u64 *val)
{
	bool done, dropped;
	u64 refused;

	hyp_spin_lock(&guard->lock);
	refused = guard->refused;
	guard->aborted = false;
	guard->ops->host_access(guard, range, off, size, write, val);
	done = !guard->aborted;
	dropped = guard->refused != refused;
	hyp_spin_unlock(&guard->lock);
	if (dropped)
		trace_pkvm_iommu_dropped(guard->id, size, guard->regs[range].base + off);
	return done;
}

bool pkvm_iommu_host_abort(struct kvm_cpu_context *host_ctxt, u64 esr, u64 addr)
{
	unsigned int rt = (esr & ESR_ELx_SRT_MASK) >> ESR_ELx_SRT_SHIFT;
	unsigned int size = 1U << ((esr & ESR_ELx_SAS) >> ESR_ELx_SAS_SHIFT);
	bool write = esr & ESR_ELx_WNR;
	struct iommu_guard *guard;
	unsigned int range;
	u64 val;

	if (!pkvm_iommu_active() || !is_simple_access(esr))
		return false;

	guard = find_guard(addr, &range);
	if (!guard)
		return false;

	val = write ? extend_value(read_reg(host_ctxt, rt), size, ESR_ELx_SF) : 0;
	if (!guard_access(guard, range, addr - guard->regs[range].base, size, write, &val))
		return false;
	if (!write)
		write_reg(host_ctxt, rt, extend_value(val, size, esr));
	kvm_skip_host_instr();
	return true;
}
