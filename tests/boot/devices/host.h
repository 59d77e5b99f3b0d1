/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers for the rows about the host: ioctls of the attacker's module, and files of
 * sysfs and debugfs.
 */
#ifndef BOOT_DEVICES_HOST_H
#define BOOT_DEVICES_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "../attacker/attacker.h"

#define PLATFORM	"/sys/bus/platform/"
#define GROUPS		"/sys/kernel/iommu_groups/"
#define DEBUG		"/sys/kernel/debug/pkvm_smmu/"
#define ENGINE		"2600000.dma-controller"
#define ENGINE_SMMU	"12000000.iommu"

/* Returns 0, or a negative errno if the module could not try it. */
int att_ioctl(unsigned long cmd, void *arg);

/* The first line of a file, without its end; "-" if there is none. */
void read_line(const char *path, char *line, size_t size);
bool write_line(const char *path, const char *line);

/* The last part of a link's target; "-" if there is none. */
void link_name(const char *path, char *name, size_t size);

/* The number of a device's group, or -1. */
int group_of(const char *device);

/* Loads mainline's DMA test, runs it, and unloads it. True: it passes. */
bool dma_works(void);

/* Unbinds the DMA engine's driver, and binds it again. */
bool engine_unbind(void);
bool engine_bind(void);

#endif /* BOOT_DEVICES_HOST_H */
