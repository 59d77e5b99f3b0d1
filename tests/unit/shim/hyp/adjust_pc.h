/* SPDX-License-Identifier: GPL-2.0-only */
/* Skipping the host's trapped instruction is counted. */
#ifndef SHIM_HYP_ADJUST_PC_H
#define SHIM_HYP_ADJUST_PC_H

extern _Thread_local unsigned int shim_skipped;

static inline void kvm_skip_host_instr(void)
{
	shim_skipped++;
}

#endif
