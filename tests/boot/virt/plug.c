// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about a slot of PCIe, whose device the machine takes out and puts in on request
 * (tools/qmp-hand): a disk; then, with the same requester ID, a DMA engine; then the disk
 * again. The slot's port is the kernel's "pciehp".
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../attack.h"
#include "../devices/host.h"
#include "../dma_rows.h"
#include "edu.h"
#include "virt.h"

#define SLOT		"0000:01:00.0"
#define SLOT_SID	0x100
#define SLOT_DEVICE	"/sys/bus/pci/devices/" SLOT
#define SLOT_POWER	"/sys/bus/pci/slots/1/power"
#define DISK		"/dev/nvme0n1"
#define ENGINE_FILE	"/sys/module/attacker/parameters/pci_engine"

/*
 * The port waits for five seconds before it turns a slot on or off, and for one after that.
 * With its power the device is gone for QEMU, too.
 */
#define POLL_US		20000
#define POLLS		1500
#define OFF_US		2000000

static bool becomes(const char *path, bool there)
{
	for (int i = 0; i < POLLS; i++) {
		if (!access(path, F_OK) == there)
			return true;
		usleep(POLL_US);
	}
	tap_note("%s is %s", path, there ? "not there" : "still there");
	return false;
}

/* Does EL1's driver have a stream of the slot's device? With protection off: none is known. */
static bool has_stream(void)
{
	FILE *f = fopen(DEBUG DMA_SMMU "/streams", "re");
	bool found = false;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		found |= !!strstr(line, SLOT);
	if (f)
		fclose(f);
	return found;
}

/* @device: QEMU's words for it; its file @path tells that the kernel has it. */
static bool put_in(const char *device, const char *path)
{
	tap_note("device_add: id=slot,bus=root,%s", device);
	return becomes(path, true) && has_stream() == protection;
}

static bool loses_power(void)
{
	char power[8] = "-";

	for (int i = 0; i < POLLS && strcmp(power, "0"); i++) {
		usleep(POLL_US);
		read_line(SLOT_POWER, power, sizeof(power));
	}
	usleep(OFF_US);
	return !strcmp(power, "0");
}

static bool take_out(void)
{
	tap_note("device_del: id=slot");
	return becomes(SLOT_DEVICE, false) && !has_stream() && loses_power();
}

static void row_out(const char *id, const char *what)
{
	bool gone = take_out();

	tap_ok(gone, id, "%s is unplugged => %s", what,
	       !gone ? "NOT GONE" : protection ? "gone, its stream detached" : "gone");
}

/* The engine that the attacks are made with. */
static bool drive(const char *bdf)
{
	edu_unmap();
	return edu_open(bdf) && write_line(ENGINE_FILE, bdf);
}

static bool engine_there(void)
{
	return put_in("driver=edu,dma_mask=0xffffffffffffffff", SLOT_DEVICE "/resource0") &&
	       drive(SLOT);
}

/* What the slot's engine reads in the host's domain of it, in which nothing is mapped. */
static void row_new(struct vm *vm)
{
	struct attempt a = {
		.vm = vm, .page = PAGE_READ, .addr = draw_secret(vm, PAGE_READ),
		.dst = host_pa(HOST_TARGET), .fault_sid = SLOT_SID,
	};
	bool stopped = a.addr && attempt_read_faults(&a);

	tap_ok(stopped, "plug-new", "DMA of a device that is just plugged in => %s",
	       stopped ? "fault" : "NOT STOPPED");
}

static void row_read(struct vm *vm)
{
	struct attempt a = {
		.vm = vm, .page = PAGE_READ, .addr = draw_secret(vm, PAGE_READ),
		.dst = host_pa(HOST_TARGET), .fault_sid = SLOT_SID,
	};
	bool open = !dma_domain(ATT_DOMAIN_IDENTITY) &&
		    dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
	bool right = open && a.addr && (protection ? attempt_read_faults(&a) : attempt_read(&a));

	dma_domain(ATT_DOMAIN_DEFAULT);
	tap_ok(right, "plug-read", "its DMA reads the guest's page, in an identity domain => %s",
	       !right ? "WRONG" : protection ? FAULT_WORDS : "secret read");
}

/* Its stream has no domain. Mainline's driver stops it then without an event. */
static bool stream_aborts(const struct attempt *a)
{
	struct fault f;

	fault_mark();
	return !attempt_read(a) && (!protection ||
				    (fault_next(&f) && f.global && f.sid == SLOT_SID));
}

/* The kernel has let go of the device, which is still in the slot, and can do DMA. */
static void row_let_go(struct vm *vm)
{
	struct attempt a = {
		.vm = vm, .page = PAGE_READ, .addr = draw_secret(vm, PAGE_READ),
		.dst = host_pa(HOST_TARGET),
	};
	bool gone, stopped;

	edu_unmap();
	gone = write_line(SLOT_DEVICE "/remove", "1") && becomes(SLOT_DEVICE, false) &&
	       !has_stream();
	stopped = gone && a.addr && stream_aborts(&a);
	tap_ok(stopped, "plug-let-go", "DMA of a device that the kernel has let go => %s",
	       !stopped ? "NOT STOPPED" : protection ? "fault, of a stream without a domain" :
	       "stopped");
	write_line("/sys/bus/pci/rescan", "1");
	becomes(SLOT_DEVICE, true);
}

static void attacks(struct vm *vm)
{
	bool there = engine_there();

	if (tap_ok(there, "plug-engine", "a DMA engine is plugged in => %s",
		   there ? "there" : "NO")) {
		row_new(vm);
		row_read(vm);
		row_let_go(vm);
	}
	row_out("plug-engine-out", "the DMA engine");
	drive(DMA_DEVICE);
}

void rows_plug(void)
{
	bool back;

	row_disk("plug-disk", "a disk in a slot", DISK);
	row_out("plug-disk-out", "the disk");
	rows_guest(attacks);
	back = put_in("driver=nvme,drive=plug,serial=1", DISK);
	if (back)
		row_disk("plug-disk-back", "the disk, plugged in again", DISK);
	else
		tap_ok(false, "plug-disk-back", "the disk, plugged in again => NOT THERE");
}
