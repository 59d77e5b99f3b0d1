/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An NVMe disk that this process drives by VFIO: its memory, one command at a time.
 */
#ifndef BOOT_DEVICES_VFIO_DISK_H
#define BOOT_DEVICES_VFIO_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VFIO_PAGE	0x1000UL

/* Device addresses of the pages of struct vfio_disk.mem. */
#define VFIO_IOVA	0x5000000000UL
#define VFIO_IOVA_SQ	VFIO_IOVA
#define VFIO_IOVA_CQ	(VFIO_IOVA + VFIO_PAGE)
#define VFIO_IOVA_DATA	(VFIO_IOVA + 2 * VFIO_PAGE)
#define VFIO_PAGES	3

/**
 * struct vfio_disk - the disk
 * @regs: its registers
 * @mem: submission queue, completion queue, data
 * @event: its MSI; an eventfd
 * @slot: of the queues, the next one
 * @phase: of the next completion
 */
struct vfio_disk {
	int container, group, device, event;
	volatile unsigned char *regs;
	size_t regs_size;
	unsigned char *mem;
	unsigned int slot;
	unsigned int phase;
};

/* How a command ended; @msi: an MSI came, before the completion was looked for. */
struct vfio_done {
	bool complete;
	bool msi;
	unsigned int status;
};

/**
 * vfio_disk_open() - drive the disk @bdf, which vfio-pci is bound to
 *
 * Return: 0, or a negative errno; *@what describes the step that failed.
 */
int vfio_disk_open(struct vfio_disk *d, const char *bdf, const char **what);
void vfio_disk_close(struct vfio_disk *d);

/* Lets the disk access a page of this process. Returns 0 or a negative errno. */
int vfio_map(struct vfio_disk *d, uint64_t iova, const void *va, size_t size);
int vfio_unmap(struct vfio_disk *d, uint64_t iova, size_t size);

/* The command Identify: the disk writes a page about itself to @iova. */
struct vfio_done vfio_identify(struct vfio_disk *d, uint64_t iova);

#endif /* BOOT_DEVICES_VFIO_DISK_H */
