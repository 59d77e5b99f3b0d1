// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about a deep sleep, out of which SMMUs and memory controller come as after
 * reset. With protection on EL2 brings them back, with protection off the kernel's
 * own drivers do. The rows that follow these see what the attacker can do then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dma_rows.h"

#define POWER		"/sys/power/"
#define RESTORES	"/sys/kernel/debug/pkvm_smmu/restores"

static long number_in(const char *path)
{
	FILE *f = fopen(path, "re");
	long val = -1;

	if (f && fscanf(f, "%ld", &val) != 1)
		val = -1;
	if (f)
		fclose(f);
	return val;
}

static bool deep_sleep(void)
{
	FILE *f = fopen(POWER "state", "we");
	bool done = f && fputs("mem", f) >= 0;

	if (f)
		done = !fclose(f) && done;
	return done;
}

static bool kind_is_deep(void)
{
	char line[64] = "";
	FILE *f = fopen(POWER "mem_sleep", "re");

	if (f && !fgets(line, sizeof(line), f))
		line[0] = 0;
	if (f)
		fclose(f);
	return strstr(line, "[deep]");
}

/* True: the kernel slept once, and EL2, if it owns the SMMUs, restored them once. */
static bool sleep_once(void)
{
	long sleeps = number_in(POWER "suspend_stats/success"), restores = number_in(RESTORES);
	bool done = kind_is_deep() && deep_sleep();

	sleeps = number_in(POWER "suspend_stats/success") - sleeps;
	restores = number_in(RESTORES) - restores;
	tap_note("slept %ld times, EL2 restored %ld times", sleeps, restores);
	return done && sleeps == 1 && restores == protection;
}

/* A paging domain from before, as its mappings are: nobody maps them again. */
static void row_sleep(void)
{
	bool right, lives;

	right = paging_with_host_pages() && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	right = right && sleep_once();
	lives = dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		transfer_faults(IOVA_GUEST, IOVA_TARGET, ATT_SID_DRIVER, DMA_SID);
	tap_ok(right, "suspend", "the machine sleeps and loses the SMMUs' state => %s",
	       right ? "wakes" : "WRONG");
	tap_ok(lives, "suspend-mapped", "DMA by a mapping made before, and by none => %s",
	       lives ? "arrives, faults" : "WRONG");
}

static bool stopped(struct attempt *a)
{
	return protection ? attempt_read_faults(a) : attempt_read(a);
}

/* The page's secret was drawn before the sleep. */
static void row_read_after(struct vm *vm, uint64_t pa)
{
	struct attempt a = {
		.vm = vm, .page = PAGE_READ, .addr = pa, .dst = host_pa(HOST_TARGET),
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
	bool right;

	right = !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER) &&
		stopped(&a);
	tap_ok(right, "suspend-read", "DMA reads the guest's page after the sleep => %s",
	       !right ? "WRONG" : protection ? FAULT_WORDS : "secret read");
}

void rows_suspend(struct vm *vm)
{
	uint64_t pa = draw_secret(vm, PAGE_READ);

	row_sleep();
	row_read_after(vm, pa);
	dma_domain(ATT_DOMAIN_DEFAULT);
	row_dmatest("suspend-dmatest", "on several channels after the sleep");
}
