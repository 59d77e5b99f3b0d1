// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about a deep sleep, after which SMMUs and memory controller have their reset
 * state. With protection on EL2 restores them, with protection off the kernel's own
 * drivers do. Later rows test attacks after the sleep.
 */
#include "dma_rows.h"
#include "sleep.h"

/* True: the kernel slept once, and EL2, if it owns the SMMUs, restored them once. */
static bool sleep_once(void)
{
	long restores = sleep_restores();
	bool slept = sleep_deep();

	restores = sleep_restores() - restores;
	tap_note("%s, EL2 restored %ld times", slept ? "slept once" : "did not sleep", restores);
	return slept && restores == protection;
}

/* Uses a paging domain from before the sleep: its mappings are not made again. */
static void row_sleep(void)
{
	bool right, lives;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	right = right && sleep_once();
	lives = dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		transfer_faults(IOVA_GUEST, IOVA_TARGET, ATT_SID_DRIVER, DMA_SID);
	tap_ok(right, "suspend", "the machine sleeps and loses the SMMUs' state => %s",
	       right ? "wakes" : "WRONG");
	tap_ok(lives, "suspend-mapped",
	       "after the sleep: DMA by an old mapping, and by no mapping => %s",
	       lives ? "arrives, faults" : "WRONG");
}

static bool stopped(struct attempt *a)
{
	return protection ? attempt_read_faults(a) : attempt_read(a);
}

/* The page's secret was stored before the sleep. */
static void row_read_after(struct vm *vm, uint64_t pa)
{
	struct attempt a = {
		.vm = vm, .page = PAGE_READ, .addr = pa, .dst = host_pa(HOST_TARGET),
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
	bool right;

	right = !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER) &&
		stopped(&a);
	tap_ok(right, "suspend-read", "DMA reads the guest's page after the sleep => %s",
	       !right ? "WRONG" : protection ? FAULT_WORDS : "secret read");
}

void rows_suspend(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_sleep();
	row_read_after(vm, pa);
	dma_domain(ATT_DOMAIN_DEFAULT);
	row_dmatest("suspend-dmatest", "on several channels after the sleep");
}
