/* SPDX-License-Identifier: GPL-2.0-only */
/* The model's registers, as EL2 accesses them. */
#ifndef SMMUV3_MMIO_H
#define SMMUV3_MMIO_H

#include "model.h"
#include "shim.h"

extern const struct shim_mmio_ops v3_mmio_ops;

#endif
