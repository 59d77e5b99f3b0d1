/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parser that EL1 has, at EL2 (CONFIG_PKVM_IOMMU_FDT_AT_EL2): the same files, with names
 * of their own.
 */
#ifndef __PKVM_IOMMU_TREE_H
#define __PKVM_IOMMU_TREE_H

#include <linux/libfdt.h>

#define pkvm_topology_parse	pkvm_iommu_tree_parse
#define pkvm_topology_describe	pkvm_iommu_tree_describe

#include "topology_dt.h"

#endif /* __PKVM_IOMMU_TREE_H */
