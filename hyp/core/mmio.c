// SPDX-License-Identifier: GPL-2.0-only
/*
 * MMIO that EL2 owns: what the host's stage 2 must not map, nor a DMA engine on
 * the control backbone touch, and what happens when the host touches it. SMMU
 * registers are closed; those of the memory controller and of GPCDMA are emulated,
 * so that mainline's drivers for these work unchanged.
 */
#include <linux/bitfield.h>
#include <linux/kvm_host.h>
#include <linux/minmax.h>

#include <asm/esr.h>
#include <hyp/adjust_pc.h>
#include <nvhe/mem_protect.h>
#include <nvhe/trap_handler.h>

#include "core.h"

static int clip(u64 addr, u64 *start, u64 *end, u64 base, u64 size)
{
	if (addr >= base && addr - base < size)
		return -EPERM;
	if (addr < base && *end > base)
		*end = base;
	if (addr >= base + size && *start < base + size)
		*start = base + size;
	return 0;
}

int pkvm_iommu_clip_mmio(u64 addr, u64 *start, u64 *end)
{
	u64 base, size;
	unsigned int i;
	int ret = 0;

	hyp_assert_lock_held(&host_mmu.lock);
	if (!iommu_active())
		return 0;

	/* From bit 39 on the same DRAM shows up again, guests' pages with it. */
	ret = clip(addr, start, end, BIT_ULL(PKVM_IOMMU_IAS), BIT_ULL(63));
	for (i = 0; !ret && topology_mmio(i, &base, &size); i++)
		ret = clip(addr, start, end, base, size);
	return ret;
}

u64 iommu_mmio_room(u64 addr)
{
	u64 base, size, room = ~0ULL;
	unsigned int i;

	for (i = 0; topology_mmio(i, &base, &size); i++) {
		if (addr >= base && addr - base < size)
			return 0;
		if (addr < base)
			room = min(room, base - addr);
	}
	return room;
}

/* Only a plain load or store of one register says all there is to know. */
static bool is_simple_access(u64 esr)
{
	return ESR_ELx_EC(esr) == ESR_ELx_EC_DABT_LOW && esr & ESR_ELx_ISV &&
	       !(esr & (ESR_ELx_S1PTW | ESR_ELx_CM));
}

static u64 extend(u64 val, unsigned int size, u64 esr)
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

bool pkvm_iommu_host_abort(struct kvm_cpu_context *host_ctxt, u64 esr, u64 addr)
{
	unsigned int rt = (esr & ESR_ELx_SRT_MASK) >> ESR_ELx_SRT_SHIFT;
	unsigned int size = 1U << ((esr & ESR_ELx_SAS) >> ESR_ELx_SAS_SHIFT);
	bool write = esr & ESR_ELx_WNR;
	u64 val;

	if (!iommu_active() || !is_simple_access(esr))
		return false;

	val = write ? extend(read_reg(host_ctxt, rt), size, ESR_ELx_SF) : 0;
	if (!tegra_mc_host_access(&topology.mc, addr, size, write, &val) &&
	    !tegra_gpcdma_host_access(&topology.gpcdma, addr, size, write, &val))
		return false;

	if (!write)
		write_reg(host_ctxt, rt, extend(val, size, esr));
	kvm_skip_host_instr();
	return true;
}
