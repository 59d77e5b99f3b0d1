// SPDX-License-Identifier: GPL-2.0-only
/*
 * An NVMe disk that this process drives by VFIO: container and group of type 1, the disk's
 * memory, its MSI, and its queue of admin commands. (The headers of the cross compiler have
 * no iommufd.)
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/vfio.h>

#include "host.h"
#include "vfio_disk.h"

/* NVM Express: registers, and the command Identify of the controller. */
#define NVME_CC		0x14
#define NVME_CC_ENABLE	0x00460001	/* entries of 64 and 16 bytes */
#define NVME_CSTS	0x1c
#define NVME_CSTS_READY	1
#define NVME_AQA	0x24
#define NVME_ASQ	0x28
#define NVME_ACQ	0x30
#define NVME_SQ_BELL	0x1000
#define NVME_CQ_BELL	0x1004
#define NVME_IDENTIFY	6
#define NVME_CNS_CTRL	1

#define SLOTS		16
#define PATIENCE_MS	5000

struct command {
	uint32_t op;		/* and its number, from bit 16 on */
	uint32_t nsid;
	uint64_t reserved[2];
	uint64_t prp[2];
	uint32_t cdw[6];
};

struct completion {
	uint32_t result[2];
	uint32_t queue;
	uint16_t number;
	uint16_t status;	/* bit 0: phase */
};

/* ---- VFIO ---- */

int vfio_map(struct vfio_disk *d, uint64_t iova, const void *va, size_t size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)va, .iova = iova, .size = size,
	};

	return ioctl(d->container, VFIO_IOMMU_MAP_DMA, &map) ? -errno : 0;
}

int vfio_unmap(struct vfio_disk *d, uint64_t iova, size_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = size,
	};

	return ioctl(d->container, VFIO_IOMMU_UNMAP_DMA, &unmap) ? -errno : 0;
}

static int open_group(const char *bdf)
{
	char path[96], number[32];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", bdf);
	link_name(path, number, sizeof(number));
	snprintf(path, sizeof(path), "/dev/vfio/%s", number);
	return open(path, O_RDWR | O_CLOEXEC);
}

static int open_device(struct vfio_disk *d, const char *bdf, const char **what)
{
	*what = "open /dev/vfio/vfio";
	d->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (d->container < 0)
		return -errno;
	*what = "open the group";
	d->group = open_group(bdf);
	if (d->group < 0)
		return -errno;
	*what = "put the group into a container of type 1";
	if (ioctl(d->group, VFIO_GROUP_SET_CONTAINER, &d->container) ||
	    ioctl(d->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	*what = "open the device";
	d->device = ioctl(d->group, VFIO_GROUP_GET_DEVICE_FD, bdf);
	return d->device < 0 ? -errno : 0;
}

static int region(struct vfio_disk *d, unsigned int index, struct vfio_region_info *info)
{
	*info = (struct vfio_region_info){ .argsz = sizeof(*info), .index = index };
	return ioctl(d->device, VFIO_DEVICE_GET_REGION_INFO, info) ? -errno : 0;
}

static int map_registers(struct vfio_disk *d)
{
	struct vfio_region_info info;
	int ret = region(d, VFIO_PCI_BAR0_REGION_INDEX, &info);
	void *va;

	if (ret)
		return ret;
	va = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, d->device, info.offset);
	if (va == MAP_FAILED)
		return -errno;
	d->regs = va;
	d->regs_size = info.size;
	return 0;
}

static int become_master(struct vfio_disk *d)
{
	uint16_t command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	struct vfio_region_info info;
	int ret = region(d, VFIO_PCI_CONFIG_REGION_INDEX, &info);

	if (ret)
		return ret;
	return pwrite(d->device, &command, 2, info.offset + PCI_COMMAND) == 2 ? 0 : -EIO;
}

static int want_msi(struct vfio_disk *d)
{
	struct {
		struct vfio_irq_set set;
		int32_t fd;
	} irqs = {
		.set = {
			.argsz = sizeof(irqs), .index = VFIO_PCI_MSIX_IRQ_INDEX, .count = 1,
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		},
	};

	d->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	irqs.fd = d->event;
	return d->event < 0 || ioctl(d->device, VFIO_DEVICE_SET_IRQS, &irqs) ? -errno : 0;
}

static int map_memory(struct vfio_disk *d)
{
	void *va = mmap(NULL, VFIO_PAGES * VFIO_PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (va == MAP_FAILED)
		return -errno;
	d->mem = va;
	return vfio_map(d, VFIO_IOVA, va, VFIO_PAGES * VFIO_PAGE);
}

/* ---- NVMe ---- */

static uint32_t get(struct vfio_disk *d, unsigned int off)
{
	return *(volatile uint32_t *)(d->regs + off);
}

static void set(struct vfio_disk *d, unsigned int off, uint32_t val)
{
	__asm__ volatile("dsb sy" ::: "memory");
	*(volatile uint32_t *)(d->regs + off) = val;
}

static void set64(struct vfio_disk *d, unsigned int off, uint64_t val)
{
	set(d, off, (uint32_t)val);
	set(d, off + 4, (uint32_t)(val >> 32));
}

static int wait_ready(struct vfio_disk *d, unsigned int ready)
{
	for (int ms = 0; ms < PATIENCE_MS; ms++, usleep(1000))
		if ((get(d, NVME_CSTS) & NVME_CSTS_READY) == ready)
			return 0;
	return -ETIMEDOUT;
}

static int start_queue(struct vfio_disk *d)
{
	int ret;

	set(d, NVME_CC, 0);
	ret = wait_ready(d, 0);
	if (ret)
		return ret;
	set(d, NVME_AQA, (SLOTS - 1) << 16 | (SLOTS - 1));
	set64(d, NVME_ASQ, VFIO_IOVA_SQ);
	set64(d, NVME_ACQ, VFIO_IOVA_CQ);
	set(d, NVME_CC, NVME_CC_ENABLE);
	d->slot = 0;
	d->phase = 1;
	return wait_ready(d, NVME_CSTS_READY);
}

static bool wait_msi(struct vfio_disk *d)
{
	struct pollfd fd = { .fd = d->event, .events = POLLIN };
	uint64_t n;

	return poll(&fd, 1, PATIENCE_MS) == 1 && read(d->event, &n, sizeof(n)) == sizeof(n);
}

/* Waits for the completion in the next slot. */
static struct vfio_done next_completion(struct vfio_disk *d)
{
	volatile struct completion *c = (void *)(d->mem + VFIO_PAGE);
	struct vfio_done done = { .msi = wait_msi(d) };

	c += d->slot;
	__asm__ volatile("dsb sy" ::: "memory");
	done.complete = (c->status & 1) == d->phase;
	done.status = c->status >> 1;
	d->slot = (d->slot + 1) % SLOTS;
	d->phase ^= !d->slot;
	if (done.complete)
		set(d, NVME_CQ_BELL, d->slot);
	return done;
}

struct vfio_done vfio_identify(struct vfio_disk *d, uint64_t iova)
{
	struct command *c = (struct command *)d->mem + d->slot;

	*c = (struct command){ .op = NVME_IDENTIFY, .prp = { iova }, .cdw = { NVME_CNS_CTRL } };
	set(d, NVME_SQ_BELL, (d->slot + 1) % SLOTS);
	return next_completion(d);
}

int vfio_disk_open(struct vfio_disk *d, const char *bdf, const char **what)
{
	int ret;

	*d = (struct vfio_disk){ .container = -1, .group = -1, .device = -1, .event = -1 };
	ret = open_device(d, bdf, what);
	if (ret)
		return ret;
	*what = "map memory for the disk";
	ret = map_memory(d);
	if (ret)
		return ret;
	*what = "map the disk's registers";
	ret = map_registers(d);
	if (ret)
		return ret;
	*what = "get its MSI";
	ret = want_msi(d);
	if (ret)
		return ret;
	*what = "start its queue";
	return become_master(d) ?: start_queue(d);
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void vfio_disk_close(struct vfio_disk *d)
{
	if (d->regs) {
		set(d, NVME_CC, 0);
		munmap((void *)d->regs, d->regs_size);
	}
	close_fd(d->device);
	close_fd(d->group);
	close_fd(d->container);
	close_fd(d->event);
	if (d->mem)
		munmap(d->mem, VFIO_PAGES * VFIO_PAGE);
}
