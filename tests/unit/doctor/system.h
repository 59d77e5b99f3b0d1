/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder that looks like a running system's /proc and /sys. */
#ifndef TEST_DOCTOR_SYSTEM_H
#define TEST_DOCTOR_SYSTEM_H

#include <stddef.h>

/* Of an Orin with protection on: three SMMUs, and two devices that are contained. */
void system_make(void);
void system_remove(void);

void system_put(const char *path, const char *text);
void system_put_bytes(const char *path, const void *bytes, size_t len);
void system_link(const char *target, const char *path);
void system_unlink(const char *path);
/* From now on reads of files whose paths have @part fail with @error; NULL: of none. */
void system_fail(const char *part, int error);

/* A platform device: @node is its node's path below the root, "bus@0/mmc@3460000". */
void system_device(const char *name, const char *node, const char *compatible);
/* As if the driver of an SMMU had not bound: no folder in debugfs, and no driver. */
void system_unbind(const char *smmu);
/* Its node names an IOMMU: @prop is "iommus" or "iommu-map". */
void system_names(const char *node, const char *prop, unsigned int phandle);
/* The kernel's link from a device to its IOMMU. */
void system_attach(const char *bus, const char *name, const char *smmu);

/* main() of the program */
int doctor_main(int argc, char **argv);

#define PUT(path, text)	system_put("sys/kernel/debug/pkvm_smmu/" path, text)

#endif
