// SPDX-License-Identifier: GPL-2.0-only
/*
 * A row in which the host has BPMP hold the DMA engine in reset, and accesses its
 * registers: EL2 makes these accesses, and each aborts.
 */
#include "dma_rows.h"

/* Registers of a channel that EL2 reads and writes for the host: CSR to WCOUNT. */
#define DMA_NR_REGS	9

/* True: no access of the host's passed. */
static bool all_abort(void)
{
	unsigned int passed = 0;
	uint32_t val;

	for (unsigned int i = 0; i < DMA_NR_REGS; i++) {
		passed += reg_read(DMA_CSR + 4 * i, &val);
		passed += reg_write(DMA_CSR + 4 * i, 0);
		/* The last one enables the channel. */
		passed += reg_write(DMA_CSR, 0x80000000);
	}
	if (passed)
		tap_note("%u accesses to an engine in reset passed", passed);
	return !passed;
}

void row_reset(void)
{
	uint64_t before = gpcdma_refused();
	bool right = paging_with_host_pages() &&
		     dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);

	right = right && reset_line(RESET_GPCDMA, true);
	right = right && all_abort();
	right = reset_line(RESET_GPCDMA, false) && right;
	right = right && gpcdma_refused() == before &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_ok(right, "engine-in-reset",
	       "the host holds the DMA engine in reset and accesses it => %s",
	       right ? "aborts, EL2 goes on" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}
