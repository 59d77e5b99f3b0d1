/* SPDX-License-Identifier: GPL-2.0-only */
/* What kernel.h calls: hypercalls, pages, registers and time. */
#ifndef HOST_TEST_HOOKS_H
#define HOST_TEST_HOOKS_H

#include <stdlib.h>

#include "shim_base.h"

struct page;

struct pkvm_iommu_res {
	s64 ret;
	u64 x2, x3;
};

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *args);
struct page *host_alloc_pages(unsigned int nr);
void host_free_pages(struct page *page, unsigned int nr);
unsigned long host_jiffies(void);
void *host_ioremap(u64 phys, u64 size);
void host_iounmap(void *va);
void *host_dma_alloc(size_t size, dma_addr_t *addr);
void host_dma_free(size_t size, void *va, dma_addr_t addr);

/* The n-th allocation from now on fails; 0: none does. */
extern unsigned int host_fail_alloc;

static inline void *host_zalloc(size_t size)
{
	return host_fail_alloc && !--host_fail_alloc ? NULL : calloc(1, size);
}

#endif
