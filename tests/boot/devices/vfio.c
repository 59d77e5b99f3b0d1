// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which a process drives the NVMe disk by VFIO: its commands and MSIs work, and the
 * disk gets no page of a protected guest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attack.h"
#include "devices.h"
#include "host.h"
#include "rows.h"
#include "vfio_disk.h"

#define DISK		"/sys/bus/pci/devices/" DISK_BDF
#define DRIVERS		"/sys/bus/pci/drivers/"
#define IOVA_GUEST	(VFIO_IOVA + 0x100000)
#define IOVA_NOTHING	(VFIO_IOVA + 0x200000)
#define MODEL_OFFSET	24	/* in what Identify writes */

static bool driver_is(const char *driver)
{
	char name[32];

	link_name(DISK "/driver", name, sizeof(name));
	return !strcmp(name, driver);
}

/* Gives the disk to another driver, or with "" to the one that would have it. */
static bool give_to(const char *override)
{
	char line[32];

	snprintf(line, sizeof(line), "%s\n", override);
	return write_line(DISK "/driver/unbind", DISK_BDF) &&
	       write_line(DISK "/driver_override", line) &&
	       write_line("/sys/bus/pci/drivers_probe", DISK_BDF);
}

static bool row_open(struct vfio_disk *d)
{
	const char *what = "bind vfio-pci";
	bool bound = give_to("vfio-pci") && driver_is("vfio-pci");
	int ret = bound ? vfio_disk_open(d, DISK_BDF, &what) : -ENODEV;

	if (ret)
		tap_note("%s: %s", what, strerror(-ret));
	return tap_ok(!ret, "vfio-open", "a process drives the disk by VFIO => %s",
		      ret ? "NO" : "yes");
}

static bool identifies(struct vfio_disk *d, struct vfio_done *done)
{
	char *model = (char *)d->mem + 2 * VFIO_PAGE + MODEL_OFFSET;

	memset(d->mem + 2 * VFIO_PAGE, 0, VFIO_PAGE);
	*done = vfio_identify(d, VFIO_IOVA_DATA);
	tap_note("%s, status 0x%x, model %.9s", done->complete ? "complete" : "not complete",
		 done->status, model);
	return done->complete && !done->status && !strncmp(model, "QEMU NVMe", 9);
}

/* More than the queue has slots: the last ones are used again. */
static void rows_commands(struct vfio_disk *d)
{
	struct vfio_done done;
	bool right = true, msi = true;

	for (unsigned int i = 0; i < 20 && right; i++) {
		right = identifies(d, &done);
		msi = msi && done.msi;
	}
	tap_ok(right, "vfio-identify", "the disk tells what it is, by DMA, 20 times => %s",
	       right ? "yes" : "NO");
	tap_ok(right && msi, "vfio-msi", "each completion interrupts the process by an MSI => %s",
	       right && msi ? "yes" : "NO");
}

/*
 * The disk writes to @iova: does its SMMU stop it there? QEMU's disk does not tell that its
 * writes failed.
 */
static bool write_faults(struct vfio_disk *d, uint64_t iova)
{
	struct fault f;

	fault_mark();
	vfio_identify(d, iova);
	if (!fault_next(&f))
		return false;
	tap_note("%s, stream 0x%x, address 0x%llx", f.smmu, f.sid, (unsigned long long)f.addr);
	return !strcmp(f.smmu, DMA_SMMU) && (f.sid & SID_BITS) == DISK_STREAM && f.write &&
	       f.addr / GUEST_PAGE == iova / GUEST_PAGE;
}

static void row_nothing(struct vfio_disk *d)
{
	bool stopped = write_faults(d, IOVA_NOTHING);

	tap_ok(stopped, "vfio-nothing", "the disk writes where nothing is mapped => %s",
	       stopped ? "fault" : "NOT STOPPED");
}

/* A guest's page is at @iova for the disk, which writes it: does the guest see that, or not? */
static bool write_is_seen(struct vfio_disk *d, struct vm *vm, unsigned int page, bool seen)
{
	bool stopped = write_faults(d, IOVA_GUEST);
	int64_t changed = vm_do(vm, GUEST_CHANGED, page, 0);

	tap_note("write: %s, %lld words changed", stopped ? "fault" : "none", (long long)changed);
	return seen ? changed > 0 : stopped && !changed;
}

/* A page that the guest owns, in the memory of this process: a nested domain maps anything. */
static void row_guest(struct vfio_disk *d, struct vm *vm)
{
	bool drawn = !vm_do(vm, GUEST_DRAW, PAGE_READ, 0), right;
	int ret = vfio_map(d, IOVA_GUEST, vm_page(vm, PAGE_READ), GUEST_PAGE);

	tap_note("map: %s", strerror(-ret));
	right = drawn && !ret == (!protection || nested) &&
		write_is_seen(d, vm, PAGE_READ, !protection);
	tap_ok(right, "vfio-guest", "the process maps a page of the guest's for the disk => %s",
	       !right ? "WRONG" : nested ? "mapped, DMA faults" :
	       protection ? "refused" : "mapped, and written by DMA");
	if (!ret)
		vfio_unmap(d, IOVA_GUEST, GUEST_PAGE);
}

/* A page that is mapped for the disk when the guest wants it: nested domains pin none. */
static void row_pinned(struct vfio_disk *d, struct vm *vm)
{
	const uint64_t draw[4] = { GUEST_DRAW, PAGE_DONATED };
	int mapped, taken, unmapped, later = 0;
	uint64_t result;
	bool right;

	memset(vm_page(vm, PAGE_DONATED), 0x5a, GUEST_PAGE);
	mapped = vfio_map(d, IOVA_GUEST, vm_page(vm, PAGE_DONATED), GUEST_PAGE);
	taken = vm_cmd(vm, draw, NULL, NULL);
	right = !nested || write_is_seen(d, vm, PAGE_DONATED, false);
	unmapped = vfio_unmap(d, IOVA_GUEST, GUEST_PAGE);
	if (taken)
		later = vm_cmd_again(vm, &result, NULL);
	tap_note("the guest takes it: %s, later: %s", strerror(-taken), strerror(-later));
	right = right && !mapped && !unmapped && !later &&
		taken == (protection && !nested ? -EBUSY : 0);
	tap_ok(right, "vfio-pinned", "a guest takes a page that is mapped for the disk => %s",
	       !right ? "WRONG" : nested ? "taken, DMA faults" :
	       protection ? "busy, until unmapped" : "taken");
}

static void with_guest(struct vfio_disk *d)
{
	const char *what;
	struct vm vm;
	int ret = vm_create(&vm, &what);

	if (!ret) {
		row_guest(d, &vm);
		row_pinned(d, &vm);
	} else {
		tap_ok(false, "vfio-guest", "%s: %s", what, strerror(-ret));
	}
	vm_destroy(&vm);
}

/* What was refused has not upset the disk. */
static void row_still(struct vfio_disk *d)
{
	struct vfio_done done;
	bool right = identifies(d, &done) && done.msi;

	tap_ok(right, "vfio-still", "the disk after all that => %s", right ? "works" : "FAILS");
}

static bool block_is_read(void)
{
	char block[VFIO_PAGE];
	int fd = -1;

	for (int ms = 0; ms < 5000 && fd < 0; ms += 100, usleep(100000))
		fd = open("/dev/nvme0n1", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	memset(block, 0xff, sizeof(block));
	return read(fd, block, sizeof(block)) == sizeof(block) && !close(fd) && !block[0];
}

static void row_back(void)
{
	bool right = give_to("") && driver_is("nvme") && block_is_read();

	tap_ok(right, "vfio-back", "the kernel's driver has the disk again => %s",
	       right ? "it reads a block" : "NO");
}

void rows_vfio(void)
{
	struct vfio_disk d;

	if (row_open(&d)) {
		rows_commands(&d);
		row_nothing(&d);
		with_guest(&d);
		row_still(&d);
	}
	vfio_disk_close(&d);
	row_back();
}
