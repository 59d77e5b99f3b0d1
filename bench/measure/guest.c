// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of donating a page to a protected guest, and of reclaiming it.
 *
 * The guest writes to pages that it has not accessed yet: each write exits to the host,
 * which donates the page. The same writes are repeated without donations. All of the
 * guest's pages are in one stage-2 table, which exists since its image was loaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../tests/boot/vmm.h"
#include "measure.h"

#define FIRST	(GUEST_FIRST_DATA + 1)
#define NR	(GUEST_PAGES - FIRST)

/* Transfers until the host's DMA goes at its pace. */
#define WARM_UP		200
#define PAUSE_US	300

static uint64_t counter_of(const char *name)
{
	static const char * const smmus[] = { "8000000", "10000000", "12000000" };
	unsigned long long sum = 0, val;
	char path[96];
	unsigned int i;
	FILE *f;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/pkvm_smmu/%s.iommu/%s",
			 smmus[i], name);
		f = fopen(path, "r");
		if (!f)
			continue;
		if (fscanf(f, "%llu", &val) == 1)
			sum += val;
		fclose(f);
	}
	return sum;
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Use the median, because timer interrupts affect some samples. With @pause, other threads run
 * that many microseconds after each command.
 */
static int touch_all(struct vm *vm, unsigned int pause, uint32_t *median)
{
	uint32_t insns[NR], start;
	unsigned int i;

	for (i = 0; i < NR; i++) {
		start = now();
		if (vm_do(vm, GUEST_WRITE, FIRST + i, 0))
			return -1;
		insns[i] = now() - start;
		if (pause)
			usleep(pause);
	}
	qsort(insns, NR, sizeof(insns[0]), by_size);
	*median = insns[NR / 2];
	return 0;
}

/* Transfers that the DMA engine has completed: each ends with an interrupt. */
static uint64_t transfers(void)
{
	FILE *f = fopen("/proc/interrupts", "r");
	unsigned long long sum = 0, nr;
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		if (strstr(line, "gpcdma") && sscanf(line, "%*[ 0-9]: %llu", &nr) == 1)
			sum += nr;
	}
	if (f)
		fclose(f);
	return sum;
}

/* The guest writes to each of its pages once, while the host's DMA runs. */
struct span {
	uint32_t median, insns;
	double writes, syncs, transfers;
};

static int touch_beside_dma(struct vm *vm, struct span *span)
{
	uint64_t writes = counter_of("reg_writes"), syncs = counter_of("syncs");
	uint64_t done = transfers();
	uint32_t start = now();

	if (touch_all(vm, PAUSE_US, &span->median))
		return -1;
	span->insns = now() - start;
	span->writes = counter_of("reg_writes") - writes;
	span->syncs = counter_of("syncs") - syncs;
	span->transfers = transfers() - done;
	return span->transfers ? 0 : -1;
}

/*
 * The host maps, copies and unmaps pages meanwhile. What EL2 does for a transfer is known from
 * the pages that do not leave; the rest is for those that do.
 */
static int measure_beside_dma(struct vm *vm)
{
	struct span first, again;
	double more;

	while (transfers() < WARM_UP)
		usleep(PAUSE_US);
	if (vm_do(vm, GUEST_WRITE, GUEST_FIRST_DATA, 0) || touch_beside_dma(vm, &first) ||
	    touch_beside_dma(vm, &again))
		return -1;
	more = first.transfers / again.transfers;
	figure("busy-first-touch", first.median);
	figure("busy-touch-again", again.median);
	figure("busy-transfers", first.transfers * 1e6 / first.insns);
	figure("busy-again-transfers", again.transfers * 1e6 / again.insns);
	figure("busy-writes", (first.writes - again.writes * more) / NR);
	figure("busy-syncs", (first.syncs - again.syncs * more) / NR);
	return 0;
}

static int measure_donation(struct vm *vm)
{
	uint64_t writes, syncs;
	uint32_t first, again;

	/* The first page is a warm-up. */
	if (vm_do(vm, GUEST_WRITE, GUEST_FIRST_DATA, 0))
		return -1;
	writes = counter_of("reg_writes");
	syncs = counter_of("syncs");
	if (touch_all(vm, 0, &first))
		return -1;
	figure("guest-writes", (double)(counter_of("reg_writes") - writes) / NR);
	figure("guest-syncs", (double)(counter_of("syncs") - syncs) / NR);
	if (touch_all(vm, 0, &again))
		return -1;
	figure("guest-first-touch", first);
	figure("guest-touch-again", again);
	return 0;
}

int measure_guest(bool beside_dma)
{
	const char *what = "run it";
	struct vm vm;
	int ret = vm_create(&vm, &what);
	uint32_t start;

	if (!ret)
		ret = beside_dma ? measure_beside_dma(&vm) : measure_donation(&vm);
	if (!ret)
		ret = vm_finish(&vm);
	if (ret) {
		printf("# protected guest: %s: %d\n", what, ret);
		return -1;
	}
	start = now();
	vm_destroy(&vm);
	if (!beside_dma)
		figure("guest-destroy-per-page", (double)(uint32_t)(now() - start) / GUEST_PAGES);
	vm_release(&vm);
	return 0;
}
