// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which the DMA engine accesses a guest's page: its stream is unattached, in an
 * identity domain, or in a paging domain.
 */
#include <unistd.h>

#include "dma_rows.h"
#include "smmu.h"

static const char *words(bool right, const char *off, const char *on)
{
	return right ? (protection ? on : off) : protection ? "NOT STOPPED" : "failed";
}

static struct attempt attempt_at(struct vm *vm, unsigned int page, uint64_t addr, uint64_t dst)
{
	return (struct attempt){
		.vm = vm, .page = page, .addr = addr, .dst = dst,
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
}

/* With protection off, the attacker makes its stream bypass translation. */
static void read_unattached(struct vm *vm, uint64_t pa)
{
	struct attempt a = attempt_at(vm, PAGE_READ, pa, host_pa(HOST_TARGET));
	bool arrives, right;

	a.unattached = true;
	dma_domain(ATT_DOMAIN_IDENTITY);
	arrives = dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
	right = !dma_domain(ATT_DOMAIN_BLOCKED);
	if (protection) {
		right = right && attempt_read_faults(&a);
	} else {
		right = right && smmu_bypass_stream(DMA_SID) && attempt_read(&a);
		smmu_restore();
	}
	right = right && arrives;
	tap_ok(right, "read-unattached",
	       "DMA reads the guest's page, its stream unattached => %s",
	       words(right, "secret read", UNATTACHED_WORDS));
}

static void read_identity(struct vm *vm, uint64_t pa)
{
	struct attempt a = attempt_at(vm, PAGE_READ, pa, host_pa(HOST_TARGET));
	bool right;

	right = !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER) &&
		(protection ? attempt_read_faults(&a) : attempt_read(&a));
	tap_ok(right, "read-identity",
	       "DMA reads the guest's page, its stream in an identity domain => %s",
	       words(right, "secret read", FAULT_WORDS));
}

static void read_paging(struct vm *vm, uint64_t pa)
{
	struct attempt a = attempt_at(vm, PAGE_READ, IOVA_GUEST, IOVA_TARGET);
	struct attempt direct = attempt_at(vm, PAGE_READ, pa, IOVA_TARGET);
	bool right, mapped;

	right = paging_with_host_pages() &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	mapped = !dma_map(IOVA_GUEST, pa, GUEST_PAGE, true);
	if (protection)
		right = right && mapped == nested && attempt_read_faults(&a) &&
			attempt_read_faults(&direct);
	else
		right = right && mapped && attempt_read(&a);
	tap_ok(right, "read-paging",
	       "DMA reads the guest's page, its stream in a paging domain => %s",
	       words(right, "secret read", FAULT_WORDS));
}

static void read_el2(void)
{
	uint64_t pa = el2_memory(), dst = host_pa(HOST_TARGET);
	bool right;

	right = pa && !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), dst, ATT_SID_DRIVER) &&
		(protection ? transfer_faults(pa, dst, ATT_SID_DRIVER, DMA_SID) :
			      dma_copy(pa, dst, ATT_SID_DRIVER));
	tap_ok(right, "read-el2",
	       "DMA reads a page of EL2's, its stream in an identity domain => %s",
	       words(right, "read", FAULT_WORDS));
}

void rows_read(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	read_unattached(vm, pa);
	read_identity(vm, pa);
	read_paging(vm, pa);
	read_el2();
	dma_domain(ATT_DOMAIN_DEFAULT);
}

static void write_identity(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_WRITE);
	struct attempt a = attempt_at(vm, PAGE_WRITE, pa, 0);
	bool right;

	right = !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER) &&
		(protection ? attempt_write_faults(&a) : attempt_write(&a));
	tap_ok(right, "write-identity",
	       "DMA writes the guest's page, its stream in an identity domain => %s",
	       words(right, "guest sees it", FAULT_WORDS));
}

static void write_paging(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_WRITE);
	struct attempt a = attempt_at(vm, PAGE_WRITE, IOVA_GUEST, 0);
	bool right, mapped;

	right = paging_with_host_pages() &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	mapped = !dma_map(IOVA_GUEST, pa, GUEST_PAGE, true);
	right = right && mapped == (!protection || nested) &&
		(protection ? attempt_write_faults(&a) : attempt_write(&a));
	tap_ok(right, "write-paging",
	       "DMA writes the guest's page, its stream in a paging domain => %s",
	       words(right, "guest sees it", FAULT_WORDS));
}

void rows_write(struct vm *vm)
{
	write_identity(vm);
	write_paging(vm);
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* Tests all instances of the SMMU: traffic is interleaved by page. */
void row_strict(void)
{
	bool right = paging_with_host_pages();

	for (int i = 0; i < DMA_INSTANCES && right; i++) {
		uint64_t iova = IOVA_GUEST + i * GUEST_PAGE;

		right = !dma_map(iova, host_pa(HOST_SOURCE), GUEST_PAGE, false) &&
			dma_arrives(iova, IOVA_TARGET, ATT_SID_DRIVER) &&
			!dma_unmap(iova, GUEST_PAGE) &&
			transfer_faults(iova, IOVA_TARGET, ATT_SID_DRIVER, DMA_SID);
	}
	right = right && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_ok(right, "unmapped", "DMA through a mapping just removed => %s",
	       words(right, "fault", "fault"));
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* A fault's lines on the console. */
/* The log takes ten faults a second; earlier rows may have used them up. */
#define LOG_PAUSE_US	1100000

void row_fault_log(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);
	struct attempt a = attempt_at(vm, PAGE_READ, pa, host_pa(HOST_TARGET));
	struct fault f = { .smmu = DMA_SMMU, .sid = DMA_SID, .addr = pa };
	bool logged;

	dma_domain(ATT_DOMAIN_IDENTITY);
	usleep(LOG_PAUSE_US);
	logged = attempt_read_faults(&a) && fault_in_log(&f);
	dma_domain(ATT_DOMAIN_DEFAULT);
	tap_ok(logged, "fault-log", "the kernel's log names SMMU, SID and address of a fault => %s",
	       logged ? "yes" : "NO");
}
