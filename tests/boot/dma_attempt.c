// SPDX-License-Identifier: GPL-2.0-only
/*
 * One DMA attack on a guest's page, and its result.
 */
#include <stdio.h>
#include <string.h>

#include "dma_rows.h"

#define FILL_PATTERN	0xbadc0de5

/* Number of compared words: the guest needs a few exits to report each. */
static bool is_secret(struct vm *vm, unsigned int page, const uint64_t *words)
{
	for (unsigned int i = 0; i < GUEST_WORDS; i += 37) {
		uint64_t drawn;

		if (vm_value(vm, GUEST_REVEAL, page, i, &drawn) || words[i] != drawn)
			return false;
	}
	return true;
}

static bool is_zero(const uint64_t *words)
{
	uint64_t any = 0;

	for (unsigned int i = 0; i < GUEST_WORDS; i++)
		any |= words[i];
	return !any;
}

/* @bare: the record has neither address nor direction. */
static bool fault_is(const struct fault *f, uint64_t addr, uint32_t sid, bool write, bool bare)
{
	bool same_page = !f->has_addr || f->addr / GUEST_PAGE == addr / GUEST_PAGE;
	bool right = !strcmp(f->smmu, DMA_SMMU) && (f->sid & SID_BITS) == sid &&
		     (f->write == write || bare) && same_page;

	tap_note("%s %s fault: SID %#x, %s %#llx%s", f->smmu, f->global ? "global" : "context",
		 f->sid, f->write ? "write" : "read", (unsigned long long)f->addr,
		 right ? "" : " -- not the one that was expected");
	return right && (f->has_addr || !protection || bare);
}

static bool expect_fault(uint64_t addr, uint32_t sid, bool write, bool bare)
{
	struct fault f;

	if (!fault_next(&f)) {
		tap_note("no fault was recorded");
		return false;
	}
	return fault_is(&f, addr, sid, write, bare);
}

bool attempt_read(const struct attempt *a)
{
	memset(host_va(HOST_TARGET), 0, GUEST_PAGE);
	return dma_copy(a->addr, a->dst, a->sid) &&
	       is_secret(a->vm, a->page, host_va(HOST_TARGET));
}

bool attempt_write(const struct attempt *a)
{
	uint64_t cmd[4] = { GUEST_CHANGED, a->page }, n = 0, now = 0;

	return dma_fill(a->addr, FILL_PATTERN, a->sid) && !vm_cmd(a->vm, cmd, &n, &now) &&
	       n == GUEST_WORDS && now == ((uint64_t)FILL_PATTERN << 32 | FILL_PATTERN);
}

/*
 * The fault is looked for before the engine writes: that may fault as well, and no more than
 * the last faults are kept.
 */
static bool read_faults(uint64_t addr, uint64_t dst, uint32_t sid, uint32_t fault_sid, bool bare)
{
	bool done, named;

	fault_mark();
	memset(host_va(HOST_TARGET), 0, GUEST_PAGE);
	done = dma_copy_start(addr, dst, sid);
	named = expect_fault(addr, fault_sid, false, bare);
	done = dma_copy_end(dst) && done && DMA_TELLS_ERRORS;
	if (done)
		tap_note("the DMA engine reported success");
	return !done && named && is_zero(host_va(HOST_TARGET));
}

bool attempt_read_faults(const struct attempt *a)
{
	return read_faults(a->addr, a->dst, a->sid, a->fault_sid,
			   a->unattached && !UNATTACHED_HAS_ADDRESS) &&
	       !vm_do(a->vm, GUEST_CHANGED, a->page, 0);
}

bool attempt_write_faults(const struct attempt *a)
{
	bool done, named;

	fault_mark();
	done = dma_fill(a->addr, FILL_PATTERN, a->sid);
	named = expect_fault(a->addr, a->fault_sid, true, false);
	return !(done && DMA_TELLS_ERRORS) && named && !vm_do(a->vm, GUEST_CHANGED, a->page, 0);
}

bool transfer_faults(uint64_t addr, uint64_t dst, uint32_t sid, uint32_t fault_sid)
{
	return read_faults(addr, dst, sid, fault_sid, false);
}

bool paging_with_host_pages(void)
{
	int ret = dma_domain(ATT_DOMAIN_PAGING);

	if (!ret)
		ret = dma_map(IOVA_SOURCE, host_pa(HOST_SOURCE), GUEST_PAGE, false);
	if (!ret)
		ret = dma_map(IOVA_TARGET, host_pa(HOST_TARGET), GUEST_PAGE, true);
	if (ret)
		tap_note("a paging domain with two host pages: %s", strerror(-ret));
	return !ret;
}

int64_t dma_domain_handle(void)
{
	FILE *f = fopen("/sys/kernel/debug/pkvm_smmu/" DMA_SMMU "/streams", "re");
	long long handle = -1, h;
	unsigned int sid;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%x %lld", &sid, &h) == 2 && sid == DMA_SID)
			handle = h;
	if (f)
		fclose(f);
	return handle;
}

static struct attempt attempt_on(struct vm *vm, uint64_t pa, uint32_t sid)
{
	return (struct attempt){
		.vm = vm, .page = PAGE_READ, .addr = pa, .sid = sid, .fault_sid = DMA_SID,
		.dst = protection ? IOVA_TARGET : host_pa(HOST_TARGET),
	};
}

bool went_around(struct vm *vm, uint64_t pa, uint32_t sid)
{
	struct attempt a = attempt_on(vm, pa, sid);

	return attempt_read(&a);
}

bool still_contained(struct vm *vm, uint64_t pa, uint32_t sid)
{
	struct attempt a = attempt_on(vm, pa, sid);

	return dma_arrives(IOVA_SOURCE, IOVA_TARGET, sid) && attempt_read_faults(&a);
}

uint64_t draw_secret(struct vm *vm, unsigned int page)
{
	if (vm_do(vm, GUEST_DRAW, page, 0))
		return 0;
	return vm_phys(vm_page(vm, page));
}
