/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows that only QEMU's machine "virt" has. */
#ifndef VIRT_VIRT_H
#define VIRT_VIRT_H

#include "../rows.h"

void rows_smmuv3_registers(struct vm *vm);
/* The GIC's ITS, which no SMMU contains, with or without protection. */
void row_its(struct vm *vm);
/* QEMU's fw_cfg, which no SMMU contains, and whose registers EL2 closes. */
void row_fw_cfg(struct vm *vm);
/* Disks behind the SMMU; @id names the row, @device the disk. */
void row_disk(const char *id, const char *what, const char *device);
/* The NVMe disk is removed from the bus, and found again. */
void row_replug(void);
/* A slot whose device is taken out, and replaced. */
void rows_plug(void);

#endif /* VIRT_VIRT_H */
