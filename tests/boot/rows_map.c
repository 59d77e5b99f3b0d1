// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which the host requests a mapping that must be refused, or donates a page that
 * a device can still reach.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "dma_rows.h"

#define KLOG_READ_ALL	3

/* "kvm [1]: Reserved 26 MiB at 0x27c000000" */
uint64_t el2_memory(void)
{
	static char log[1 << 18];
	int n = klogctl(KLOG_READ_ALL, log, sizeof(log) - 1);
	char *line, *at;

	log[n < 0 ? 0 : n] = 0;
	line = strstr(log, ": Reserved ");
	at = line ? strstr(line, " MiB at ") : NULL;
	return at ? strtoull(at + 8, NULL, 16) : 0;
}

/* A nested domain takes any mapping, and none leads to what is not the host's. */
static void row_map(const char *id, const char *what, uint64_t phys)
{
	int ret = dma_map(IOVA_GUEST, phys, GUEST_PAGE, true);
	uint64_t found = dma_iova_to_phys(IOVA_GUEST);
	bool right;

	if (protection && !nested)
		right = ret < 0 && ret != -ENXIO && !found;
	else
		right = !ret && found == phys;
	if (nested)
		right = right &&
			transfer_faults(IOVA_GUEST, IOVA_TARGET, ATT_SID_DRIVER, DMA_SID);
	tap_ok(right && phys, id, "the host maps %s for DMA => %s", what,
	       ret ? "refused" : nested ? "mapped, DMA faults" : "mapped");
	tap_note("%#llx: %s", (unsigned long long)phys, ret ? strerror(-ret) : "mapped");
	if (!ret)
		dma_unmap(IOVA_GUEST, GUEST_PAGE);
}

static const struct {
	const char *id, *what;
	uint64_t phys;
} blocks[] = MAPPED_BLOCKS;

void rows_map(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	paging_with_host_pages();
	row_map("map-guest", "the guest's page", pa);
	row_map("map-el2", "a page of EL2's", el2_memory());
	for (unsigned int i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		row_map(blocks[i].id, blocks[i].what, blocks[i].phys);
#ifdef DRAM_ALIAS
	row_map("map-alias", "the guest's page through the DRAM alias", pa | DRAM_ALIAS);
#endif
	tap_ok(dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER), "map-own",
	       "the host's own pages are still mapped => yes");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* With protection off: the page is donated, and the device still reads it. */
static bool donated_and_read(struct vm *vm, const struct attempt *a)
{
	return !vm_do(vm, GUEST_DRAW, PAGE_DONATED, 0) && attempt_read(a);
}

/* Nested: a device reaches the page no more, whatever stage 1 and TLBs have kept. */
static bool donated_and_faults(struct vm *vm, const struct attempt *a)
{
	return !vm_do(vm, GUEST_DRAW, PAGE_DONATED, 0) && attempt_read_faults(a) &&
	       dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
}

static bool busy_until_unmapped(struct vm *vm, const struct attempt *a)
{
	uint64_t draw[4] = { GUEST_DRAW, PAGE_DONATED }, result = 1;
	int busy = vm_cmd(vm, draw, NULL, NULL), ret;

	tap_note("the guest's access: %s", busy ? strerror(-busy) : "went through");
	if (!busy || !dma_copy(IOVA_GUEST, IOVA_TARGET, ATT_SID_DRIVER))
		return false;
	dma_unmap(IOVA_GUEST, GUEST_PAGE);
	ret = vm_cmd_again(vm, &result, NULL);
	return busy == -EBUSY && !ret && !result && attempt_read_faults(a);
}

/*
 * The identity domain maps the page as long as the host owns it, and the SMMU has cached
 * the entry when the guest takes the page.
 */
void row_taken(struct vm *vm)
{
	uint64_t *page = vm_page(vm, PAGE_TAKEN);
	struct attempt a = {
		.vm = vm, .page = PAGE_TAKEN, .addr = vm_phys(page), .dst = host_pa(HOST_TARGET),
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
	bool right;

	memset(page, 0x69, GUEST_PAGE);
	right = !dma_domain(ATT_DOMAIN_IDENTITY) && dma_copy(a.addr, a.dst, a.sid) &&
		!memcmp(host_va(HOST_TARGET), page, GUEST_PAGE) &&
		!vm_do(vm, GUEST_DRAW, PAGE_TAKEN, 0);
	right = right && (protection ? attempt_read_faults(&a) : attempt_read(&a));
	tap_ok(right, "read-taken",
	       "DMA reads a page again, after the guest has taken it => %s",
	       !right ? "WRONG" : protection ? FAULT_WORDS : "secret read");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* What becomes of a mapped page that leaves the host. */
static const char *left_words(bool right, const char *how)
{
	static char words[64];

	if (right && protection && !nested)
		return "busy, until unmapped";
	snprintf(words, sizeof(words), "%s, and %s", how,
		 protection ? "DMA faults" : "read by DMA");
	return right ? words : "WRONG";
}

/* The guest's unshare is refused while a device can still reach the page. */
static bool unshare_waits(struct vm *vm, const struct attempt *a)
{
	int64_t busy = vm_do(vm, GUEST_UNSHARE, PAGE_SHARED, 0);

	tap_note("the hypervisor's answer to the guest: %d", (int)busy);
	return busy && !dma_unmap(IOVA_GUEST, GUEST_PAGE) &&
	       !vm_do(vm, GUEST_UNSHARE, PAGE_SHARED, 0) && attempt_read_faults(a);
}

void row_unshare(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_SHARED);
	struct attempt a = {
		.vm = vm, .page = PAGE_SHARED, .addr = IOVA_GUEST, .dst = IOVA_TARGET,
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
	bool right;

	right = paging_with_host_pages() && !vm_do(vm, GUEST_SHARE, PAGE_SHARED, 0) &&
		!dma_map(IOVA_GUEST, pa, GUEST_PAGE, false) && attempt_read(&a);
	if (nested)
		right = right && !vm_do(vm, GUEST_UNSHARE, PAGE_SHARED, 0) &&
			attempt_read_faults(&a);
	else if (protection)
		right = right && unshare_waits(vm, &a);
	else
		right = right && !vm_do(vm, GUEST_UNSHARE, PAGE_SHARED, 0) && attempt_read(&a);
	tap_ok(right, "unshare-mapped",
	       "the guest takes back a shared page that is mapped for DMA => %s",
	       left_words(right, "taken"));
	dma_domain(ATT_DOMAIN_DEFAULT);
}

void row_donate(struct vm *vm)
{
	uint64_t *page = vm_page(vm, PAGE_DONATED);
	uint64_t pa = vm_phys(page);
	struct attempt a = {
		.vm = vm, .page = PAGE_DONATED, .addr = IOVA_GUEST, .dst = IOVA_TARGET,
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
	bool right = paging_with_host_pages() && !dma_map(IOVA_GUEST, pa, GUEST_PAGE, false);

	memset(page, 0x5a, GUEST_PAGE);
	right = right && dma_copy(IOVA_GUEST, IOVA_TARGET, ATT_SID_DRIVER) &&
		!memcmp(host_va(HOST_TARGET), page, GUEST_PAGE);
	if (right && nested)
		right = donated_and_faults(vm, &a);
	else if (right)
		right = protection ? busy_until_unmapped(vm, &a) : donated_and_read(vm, &a);
	tap_ok(right, "donate-mapped",
	       "a page that is mapped for DMA is donated to the guest => %s",
	       left_words(right, "donated"));
	dma_domain(ATT_DOMAIN_DEFAULT);
}
