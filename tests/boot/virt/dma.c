// SPDX-License-Identifier: GPL-2.0-only
/* Transfers of QEMU's "edu". Its stream ID is the one that it has: @sid is not used. */
#include "../attack.h"
#include "../dma_rows.h"

#include "edu.h"

bool dma_copy(uint64_t src, uint64_t dst, uint32_t sid)
{
	return dma_copy_start(src, dst, sid) && dma_copy_end(dst);
}

bool dma_copy_start(uint64_t src, uint64_t dst, uint32_t sid)
{
	return edu_load(src);
}

bool dma_copy_end(uint64_t dst)
{
	return edu_store(dst);
}

/* The pattern comes from HOST_SOURCE, at its address in the device's domain. */
bool dma_fill(uint64_t dst, uint32_t pattern, uint32_t sid)
{
	uint64_t word = (uint64_t)pattern << 32 | pattern;
	bool paging = dma_iova_to_phys(IOVA_SOURCE) == host_pa(HOST_SOURCE);

	for (unsigned int i = 0; i < GUEST_WORDS; i++)
		host_va(HOST_SOURCE)[i] = word;
	return edu_load(paging ? IOVA_SOURCE : host_pa(HOST_SOURCE)) && edu_store(dst);
}
