// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the DMA engine's accesses to registers over the control backbone, which no
 * SMMU translates.
 */
#include "dma_rows.h"

/* Registers that the engine must not access. */
static const uint64_t regs[] = {
	NISO0_A + SMMU_IDR0, NISO0_B + SMMU_IDR0, NISO0_A + SMMU_CB(0),
	MC_OVERRIDE(MC_CLIENT_AXISR), MC_BROADCAST + MC_BYPASS_CONFIG, DMA_MCSEQ,
};

#define NR_REGS (sizeof(regs) / sizeof(regs[0]))

static uint32_t *word_in(enum host_page page)
{
	return (uint32_t *)host_va(page);
}

/* True: EL2 has counted one more refused write, and the engine did not run. */
static bool refuses(bool done, uint64_t before)
{
	return !done && gpcdma_refused() == before + 1;
}

static bool read_is_refused(uint64_t reg)
{
	uint64_t before = gpcdma_refused();
	bool done;

	*word_in(HOST_TARGET) = ~0u;
	done = dma_from_io(reg, IOVA_TARGET);
	return refuses(done, before) && *word_in(HOST_TARGET) == ~0u;
}

/* The engine reads the same value as the CPU. */
static bool read_arrives(uint64_t reg)
{
	uint32_t val;

	*word_in(HOST_TARGET) = ~0u;
	return reg_read(reg, &val) && dma_from_io(reg, IOVA_TARGET) &&
	       *word_in(HOST_TARGET) == val;
}

static void row_read(void)
{
	bool right = paging_with_host_pages();

	for (unsigned int i = 0; i < NR_REGS && right; i++) {
		right = protection ? read_is_refused(regs[i]) : read_arrives(regs[i]);
		if (!right)
			tap_note("register %#llx", (unsigned long long)regs[i]);
	}
	tap_ok(right, "backbone-read",
	       "DMA reads SMMU and MC registers over the control backbone => %s",
	       !right ? "WRONG" : protection ? "refused, counted" : "reads them");
}

static bool dma_sets(uint64_t reg, uint32_t val)
{
	*word_in(HOST_SOURCE) = val;
	return dma_to_io(reg, IOVA_SOURCE);
}

static bool write_is_refused(uint64_t reg, uint32_t val)
{
	uint64_t before = gpcdma_refused();

	return refuses(dma_sets(reg, val), before);
}

/*
 * The engine reads its word from IOVA_SOURCE through the pair's first instance, so the
 * second instance is opened first.
 */
static bool smmus_are_opened(struct vm *vm, uint64_t pa)
{
	return dma_sets(NISO0_B + SMMU_SCR0, SMMU_SCR0_CLIENTPD) &&
	       dma_sets(NISO0_A + SMMU_SCR0, SMMU_SCR0_CLIENTPD) &&
	       went_around(vm, pa, ATT_SID_DRIVER);
}

static bool mc_is_changed(void)
{
	uint32_t now;

	return dma_sets(MC_OVERRIDE(MC_CLIENT_AXISW), OTHER_SID) &&
	       reg_read(MC_OVERRIDE(MC_CLIENT_AXISW), &now) && now == OTHER_SID;
}

static bool all_is_refused(struct vm *vm, uint64_t pa)
{
	uint32_t now;

	return write_is_refused(NISO0_B + SMMU_SCR0, SMMU_SCR0_CLIENTPD) &&
	       write_is_refused(NISO0_A + SMMU_SCR0, SMMU_SCR0_CLIENTPD) &&
	       write_is_refused(MC_OVERRIDE(MC_CLIENT_AXISW), OTHER_SID) &&
	       write_is_refused(DMA_MCSEQ, 0) &&
	       reg_read(MC_OVERRIDE(MC_CLIENT_AXISW), &now) && now == DMA_SID &&
	       still_contained(vm, pa, ATT_SID_DRIVER);
}

/* The CPU restores the registers that the engine has changed, if it can. */
static void row_write(struct vm *vm, uint64_t pa)
{
	uint32_t scr0[2], sid;
	bool open, right;

	open = reg_read(NISO0_A + SMMU_SCR0, &scr0[0]) && reg_read(NISO0_B + SMMU_SCR0, &scr0[1]);
	reg_read(MC_OVERRIDE(MC_CLIENT_AXISW), &sid);
	right = paging_with_host_pages() &&
		(protection ? all_is_refused(vm, pa) : mc_is_changed());
	reg_write(MC_OVERRIDE(MC_CLIENT_AXISW), sid);
	right = right && (protection || smmus_are_opened(vm, pa));
	if (open) {
		reg_write(NISO0_A + SMMU_SCR0, scr0[0]);
		reg_write(NISO0_B + SMMU_SCR0, scr0[1]);
	}
	tap_ok(right, "backbone-write",
	       "DMA writes SMMU and MC registers over the control backbone => %s",
	       !right ? "WRONG" : protection ? "refused, counted" : "changed, secret read");
}

/* The engine can still access a register of a host device. */
static void row_own(void)
{
	uint32_t was = 0, now = 0;
	bool right;

	right = paging_with_host_pages() && reg_read(UART_FBRD, &was) && read_arrives(UART_FBRD) &&
		dma_sets(UART_FBRD, was ^ UART_FBRD_BITS) && reg_read(UART_FBRD, &now) &&
		now == (was ^ UART_FBRD_BITS) && read_arrives(UART_FBRD);
	reg_write(UART_FBRD, was);
	tap_ok(right, "backbone-own",
	       "DMA reads and writes a host register over the control backbone => %s",
	       right ? "both arrive" : "WRONG");
}

void rows_backbone(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_read();
	row_write(vm, pa);
	row_own();
	dma_domain(ATT_DOMAIN_DEFAULT);
}
