/* SPDX-License-Identifier: GPL-2.0-only */
/* The regions that the DMA API reserves are not of interest. */
#ifndef HOST_TEST_DMA_IOMMU_H
#define HOST_TEST_DMA_IOMMU_H

void iommu_dma_get_resv_regions(struct device *dev, struct list_head *head);

#endif
