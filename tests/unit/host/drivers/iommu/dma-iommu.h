/* SPDX-License-Identifier: GPL-2.0-only */
/* Reserved regions are not tested: nobody calls this. */
#ifndef HOST_TEST_DMA_IOMMU_H
#define HOST_TEST_DMA_IOMMU_H

#define iommu_dma_get_resv_regions	NULL

#endif
