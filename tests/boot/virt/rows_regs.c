// SPDX-License-Identifier: GPL-2.0-only
/* Rows in which the host accesses registers of the SMMUv3. */
#include "../dma_rows.h"
#include "../smmu.h"
#include "registers.h"
#include "virt.h"

static void row_disable(struct vm *vm, uint64_t pa)
{
	bool right = paging_with_host_pages() &&
		     dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);

	if (protection) {
		right = right && !reg_write(SMMU_GBPA, GBPA_UPDATE) && !reg_write(SMMU_CR0, 0) &&
			still_contained(vm, pa, ATT_SID_DRIVER);
	} else {
		right = right && smmu_bypass_all() && went_around(vm, pa, ATT_SID_DRIVER);
		smmu_restore();
	}
	tap_ok(right, "smmu-disable", "the host disables the SMMU, to bypass => %s",
	       !right ? "WRONG" : protection ? "access aborts, nothing changed" : "bypassed");
}

static void row_pages(void)
{
	static const uint64_t regs[] = {
		SMMU_BASE, SMMU_BASE + 0x20, SMMU_BASE + 0x80, SMMU_BASE + 0x98, SMMU_BASE + 0xff8,
		SMMU_BASE + 0x10000, SMMU_BASE + 0x100a8, SMMU_BASE + 0x1fff8,
	};

	row_smmu_pages("registers of the SMMU", regs, sizeof(regs) / sizeof(regs[0]), 4);
}

void rows_smmuv3_registers(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_disable(vm, pa);
	row_pages();
	dma_domain(ATT_DOMAIN_DEFAULT);
}
