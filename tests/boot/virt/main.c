// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of QEMU's machine "virt" with an SMMUv3, as TAP on the console: upstream's "edu"
 * reads and writes a protected guest's pages. boot_test=on: EL2 owns the SMMU; off: the
 * same kernel leaves it to arm-smmu-v3. iommu.passthrough=1 puts the device into an
 * identity domain in both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edu.h"
#include "tap.h"
#include "vmm.h"

#define SMMU		"9050000.smmuv3"
#define PAGE_READ	GUEST_FIRST_DATA
#define PAGE_WRITE	(GUEST_FIRST_DATA + 1)
#define WORDS		(GUEST_PAGE / 8)

static bool protection;
static uint64_t *source, *target;	/* pages of this process */

static bool boot_is_on(void)
{
	char line[2048] = "";
	FILE *f = fopen("/proc/cmdline", "re");

	if (f && !fgets(line, sizeof(line), f))
		line[0] = 0;
	if (f)
		fclose(f);
	return strstr(line, "boot_test=on");
}

static void fill(uint64_t *page, uint64_t seed)
{
	for (unsigned int i = 0; i < WORDS; i++)
		page[i] = seed + i;
}

static void row_driver(void)
{
	const char *want = protection ? "pkvm-smmu" : "arm-smmu-v3", *name;
	char link[256] = "";

	if (readlink("/sys/bus/platform/devices/" SMMU "/driver", link, sizeof(link) - 1) < 0)
		snprintf(link, sizeof(link), "/nobody");
	name = strrchr(link, '/') + 1;
	tap_ok(!strcmp(name, want), "drivers", "who drives the SMMU => %s", name);
}

static bool own_pages_copied(void)
{
	fill(source, 0x5a5a000000000000);
	memset(target, 0, GUEST_PAGE);
	return edu_copy(vm_phys(source), vm_phys(target)) &&
	       !memcmp(source, target, GUEST_PAGE);
}

static bool row_own(const char *id, const char *when)
{
	bool arrives = own_pages_copied();

	return tap_ok(arrives, id, "DMA between the host's own pages%s => %s", when,
		      arrives ? "arrives" : "FAILS");
}

/*
 * "12 context sid=0x8 read address=0x80001000 ...". QEMU's edu makes an access of each word
 * of a page, so that hundreds fault; the driver keeps the latest ones.
 */
static bool fault_named(uint64_t page, bool write)
{
	unsigned long long at = 0;
	char line[256], dir[16];
	unsigned int sid = 0;
	bool named = false;
	FILE *f;

	usleep(300000);
	f = fopen("/sys/kernel/debug/pkvm_smmu/" SMMU "/faults", "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*d %*s sid=%x %15s address=%llx", &sid, dir, &at) == 3 &&
		    sid == EDU_SID && at - page < GUEST_PAGE && !strcmp(dir, write ? "write" : "read"))
			named = true;
	}
	if (f)
		fclose(f);
	return named;
}

/* The guest tells its secret after the attack only. */
static void row_read(struct vm *vm)
{
	uint64_t phys, secret = 0;
	bool read, named;

	vm_do(vm, GUEST_DRAW, PAGE_READ, 0);
	phys = vm_phys(vm_page(vm, PAGE_READ));
	/* What is in the device's buffer and in the page before is not the secret. */
	own_pages_copied();
	memset(target, 0, GUEST_PAGE);
	edu_copy(phys, vm_phys(target));
	vm_value(vm, GUEST_REVEAL, PAGE_READ, 5, &secret);
	read = secret && target[5] == secret;
	named = protection && fault_named(phys, false);
	tap_ok(phys && secret && (protection ? !read && named : read), "read-identity",
	       "DMA reads the guest's page, its stream in an identity domain => %s",
	       read ? "secret read" : named ? "fault, named with SMMU, SID, address" : "nothing");
}

static void row_write(struct vm *vm)
{
	uint64_t phys, first = 0, changed;
	bool named;

	vm_do(vm, GUEST_DRAW, PAGE_WRITE, 0);
	phys = vm_phys(vm_page(vm, PAGE_WRITE));
	fill(source, 0x3c3c000000000000);
	edu_copy(vm_phys(source), phys);
	changed = vm_do(vm, GUEST_CHANGED, PAGE_WRITE, 0);
	vm_value(vm, GUEST_READ, PAGE_WRITE, 9, &first);
	named = protection && fault_named(phys, true);
	tap_ok(phys && (protection ? !changed && named :
			changed == WORDS && first == source[9]), "write-identity",
	       "DMA writes the guest's page, its stream in an identity domain => %s",
	       changed ? "guest sees it" : named ? "fault, named with SMMU, SID, address" :
	       "nothing");
}

static void with_guest(struct vm *vm)
{
	uint64_t rndr = 0;
	int ret = vm_value(vm, GUEST_SOURCE, 0, 0, &rndr);

	tap_ok(!ret, "guest-starts", "a protected guest runs => %s", ret ? "no" : "yes");
	row_read(vm);
	row_write(vm);
	row_own("dma-after", " after the attacks");
	ret = vm_finish(vm);
	tap_ok(!ret, "guest-finishes", "the guest runs to its end => %s", ret ? "no" : "yes");
}

static void rows(void)
{
	struct vm vm;
	const char *what;
	int ret;

	tap_ok(!strcmp(edu_domain(), "identity"), "domain", "the device's domain => %s",
	       edu_domain());
	if (!row_own("dma-own", ""))
		return;
	ret = vm_create(&vm, &what);
	if (ret)
		tap_note("%s: %s", what, strerror(-ret));
	if (tap_ok(!ret, "guest-created", "a protected guest is created => %s", ret ? "no" : "yes"))
		with_guest(&vm);
	vm_destroy(&vm);
	vm_release(&vm);
}

int main(void)
{
	tap_start();
	protection = boot_is_on();
	source = mmap(NULL, 2 * GUEST_PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	target = source + WORDS;
	row_driver();
	if (tap_ok(edu_open(), "edu", "the DMA engine is there => yes"))
		rows();
	return tap_finish() ? EXIT_FAILURE : EXIT_SUCCESS;
}
