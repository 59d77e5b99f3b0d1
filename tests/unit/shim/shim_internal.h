/* SPDX-License-Identifier: GPL-2.0-only */
/* What the shim's own files share. */
#ifndef SHIM_INTERNAL_H
#define SHIM_INTERNAL_H

#include "shim.h"

void shim_memory_reset(void);
void shim_mmio_reset(void);
void shim_locks_reset(void);
void shim_trace_reset(void);
void shim_hyp_view(u64 phys, u64 nr, bool mapped);

#endif
