// SPDX-License-Identifier: GPL-2.0-only
/* The context bank that EL2 lends for the DMA engine's domain. */
#include <stdio.h>

#include "dma_rows.h"
#include "nested.h"

const uint64_t lent_instances[] = { NISO0_A, NISO0_B };

static unsigned int bank;

bool lent_find(void)
{
	int64_t handle = dma_domain_handle();

	bank = handle < NESTED_FIRST ? 0 : (handle - NESTED_FIRST) % NR_BANKS;
	return bank;
}

unsigned int lent_bank(void)
{
	return bank;
}

uint64_t lent_page(void)
{
	return SMMU_CB(bank);
}

static bool write_all(struct att_access a)
{
	uint64_t reg = a.phys;
	bool done = true;

	for (unsigned int i = 0; i < DMA_INSTANCES; i++) {
		a.phys = lent_instances[i] + lent_page() + reg;
		done &= phys_access(&a);
	}
	return done;
}

bool lent_write(unsigned int reg, uint32_t val)
{
	return write_all((struct att_access){ .phys = reg, .size = 4, .write = 1, .val = val });
}

bool lent_write64(unsigned int reg, uint64_t val)
{
	return write_all((struct att_access){ .phys = reg, .size = 8, .write = 1, .val = val });
}

long banks_lent(void)
{
	FILE *f = fopen("/sys/kernel/debug/pkvm_smmu/" DMA_SMMU "/lent", "re");
	long n = -1;

	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}
