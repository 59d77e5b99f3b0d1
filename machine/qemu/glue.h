/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: what the devices' glue shares: register windows, memory, the log.
 */

#ifndef HW_ARM_TEGRA234_GLUE_H
#define HW_ARM_TEGRA234_GLUE_H

#include "hw/sysbus.h"
#include "models/bus/bus.h"

/* Memory as models reach it, physically; opaque is an AddressSpace. */
extern const struct bus_mem_ops tegra234_mem_ops;

/* A bus_log_fn; opaque is the model's name. */
void tegra234_model_log(void *opaque, const char *msg);

/* A node's name, "none" for SMMU_NONE. */
const char *tegra234_node_name(unsigned int node);

/* The device's next register window. */
void tegra234_init_mmio(SysBusDevice *sbd, MemoryRegion *mr,
                        const MemoryRegionOps *ops, void *opaque,
                        const char *name, uint64_t size);

#endif
