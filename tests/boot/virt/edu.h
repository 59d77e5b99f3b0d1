/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's PCI device "edu" as a DMA engine, driven by a process of the host's. */
#ifndef VIRT_EDU_H
#define VIRT_EDU_H

#include <stdbool.h>
#include <stdint.h>

#define EDU_SID	0x8	/* requester ID of 00:01.0 */

/*
 * Finds the device, enables it and its DMA: the one that is driven from now on. False: there is
 * none, or that failed.
 */
bool edu_open(const char *bdf);

/* From now on the kernel accesses its registers, even if it is not on the bus any more. */
void edu_unmap(void);

/* The type of the IOMMU domain of the device DMA_DEVICE, as sysfs has it. */
const char *edu_domain(void);

/* Reads a page to the device's buffer, or writes it. False if the device does not end. */
bool edu_load(uint64_t from);
bool edu_store(uint64_t to);

#endif
