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

/* All sizes; writes only if they must be refused. Returns the number that passed. */
static unsigned int access_register(uint64_t phys, unsigned int *tried)
{
	unsigned int passed = 0;

	for (uint32_t size = 1; size <= 8; size *= 2) {
		struct att_access a = { .phys = phys, .size = size };

		if (!protection && size != 4)
			continue;
		passed += phys_access(&a);
		a.write = protection;
		passed += phys_access(&a);
		*tried += 2;
	}
	return passed;
}

static void row_pages(void)
{
	static const uint64_t offsets[] = { 0, 0x20, 0x80, 0x98, 0xff8, 0x10000, 0x100a8, 0x1fff8 };
	unsigned int passed = 0, tried = 0;

	for (unsigned int i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		passed += access_register(SMMU_BASE + offsets[i], &tried);
	tap_note("%u of %u accesses passed", passed, tried);
	tap_ok(passed == (protection ? 0 : tried), "smmu-pages",
	       "the host reads and writes registers of the SMMU => %s",
	       passed == 0 ? "aborts" : passed == tried ? "passes" : "PASSES IN PART");
}

void rows_smmuv3_registers(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_disable(vm, pa);
	row_pages();
	dma_domain(ATT_DOMAIN_DEFAULT);
}
