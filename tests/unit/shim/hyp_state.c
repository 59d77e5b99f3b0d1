// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of hyp/ that keep state between calls, compiled as they are, and a
 * way back to their start between two tests. Not for production: at EL2 nothing
 * ever goes back.
 */
#include "../../../hyp/core/state.c"
#include "../../../hyp/core/identity.c"
#include "../../../hyp/core/domain.c"
#include "../../../hyp/core/power.c"

void hyp_state_reset(void);

void hyp_state_reset(void)
{
	state = PKVM_IOMMU_PENDING;
	memset(&identity, 0, sizeof(identity));
	memset(slots, 0, sizeof(slots));
	memset(&topology, 0, sizeof(topology));
	lost = false;
	restores = 0;
}
