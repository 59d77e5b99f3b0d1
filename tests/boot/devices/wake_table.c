// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the table that firmware plays back at the end of a deep sleep: the host
 * makes one that writes its own page, a guest's page and the memory controller. With
 * protection off all three are written; with it on EL2 drops the write of the word that
 * firmware would find the table by.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attack.h"
#include "devices.h"
#include "machine.h"
#include "rows.h"
#include "sleep.h"

#define SCRATCH		0x0c390000UL
#define TABLE_WORD	(SCRATCH + 0x2ac)
#define REBOOT_REASON	(SCRATCH + 0x2000)	/* mainline's tegra-pmc writes it */
#define EMC		0x02c60000UL
#define EMC_END		0x017ffffcUL		/* last word of its second range */

#define HEAD		0xcafe05c7U
#define MARK		0x3a17ed5aU
#define OPEN_FOR_GOOD	0x80000000U		/* MC_SMMU_BYPASS_CONFIG: all pass, locked */
#define CLOSED		0x80000003U

static const uint64_t channel[] = MC_CHANNELS;

/* What EL2 has refused for a guard; -1: it owns no registers. */
static long refusals(const char *guard)
{
	char path[96];
	long n = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/pkvm_smmu/guards/%s/refused", guard);
	f = fopen(path, "re");
	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}

/* Mainline's driver has probed, with every access that it makes. */
static void row_driver(void)
{
	bool bound = !access("/sys/bus/platform/drivers/tegra-pmc/c360000.pmc", F_OK);
	long pmc = refusals("tegra-pmc"), emc = refusals("tegra-emc");
	long want = boot == BOOT_ON ? 0 : -1;

	tap_note("%ld and %ld writes refused", pmc, emc);
	tap_ok(bound && pmc == want && emc == want, "wake-driver",
	       "tegra-pmc is bound, no write of the kernel's was refused => %s",
	       bound ? "bound" : "NOT BOUND");
}

static void row_reason(void)
{
	uint32_t was = reg(REBOOT_REASON), now;

	set_reg(REBOOT_REASON, was ^ MARK);
	now = reg(REBOOT_REASON);
	set_reg(REBOOT_REASON, was);
	tap_ok(!dead && now == (was ^ MARK), "wake-reason",
	       "the host writes the word of the reboot's reason => %s",
	       now == was ? "DROPPED" : "taken");
}

static void row_emc(void)
{
	long before = refusals("tegra-emc");
	uint32_t first, last;

	set_reg(EMC, MARK);
	set_reg(EMC_END, MARK);
	first = reg(EMC);
	last = reg(EMC_END);
	tap_ok(!dead && !first && !last && refusals("tegra-emc") == before + 2, "wake-emc",
	       "the host writes the external memory controller => %s",
	       refusals("tegra-emc") == before + 2 ? "dropped, counted" : "NOT COUNTED");
}

static void set_pair(uint64_t *table, unsigned int i, uint64_t addr, uint32_t val)
{
	table[i] = (uint64_t)val << 32 | (uint32_t)addr;
}

/* In this process's page: returns the word in it that the table writes. */
static volatile uint32_t *make_table(uint64_t guest)
{
	const uint64_t phys = own_page_phys();
	uint64_t *table = own_page();

	memset(table, 0, 4096);
	set_pair(table, 0, HEAD, 4);
	set_pair(table, 1, phys + 4092, MARK);
	set_pair(table, 2, guest, MARK);
	set_pair(table, 3, MC_BROADCAST + MC_BYPASS_CONFIG, OPEN_FOR_GOOD);
	set_pair(table, 4, 0xffffffff, 0xffffffff);
	return (volatile uint32_t *)table + 1023;
}

static bool sleep_once(void)
{
	long restores = sleep_restores();
	bool slept = sleep_deep();

	restores = sleep_restores() - restores;
	tap_note("%s, EL2 restored %ld times", slept ? "slept once" : "did not sleep", restores);
	return slept && restores == (boot == BOOT_ON);
}

/* With protection on the word must be as before, and the write counted. */
static bool word_is_set(uint64_t table)
{
	uint32_t was = reg(TABLE_WORD), now;
	long before = refusals("tegra-pmc");

	set_reg(TABLE_WORD, (uint32_t)(table >> 12));
	now = reg(TABLE_WORD);
	tap_note("the word was %#x, is %#x, %ld writes refused", was, now,
		 refusals("tegra-pmc") - before);
	if (boot == BOOT_ON)
		return now != was || refusals("tegra-pmc") != before + 1;
	return now == table >> 12;
}

static void row_played(volatile uint32_t *mark, int64_t changed)
{
	uint32_t bypass = reg(channel[0] + MC_BYPASS_CONFIG);
	bool played = *mark == MARK && changed == 1 && bypass == OPEN_FOR_GOOD;
	bool none = !*mark && !changed && bypass == CLOSED;

	tap_note("own word %#x, %lld words of the guest's changed, bypass register %#x", *mark,
		 (long long)changed, bypass);
	tap_ok(!dead && (boot == BOOT_ON ? none : played), "wake-played",
	       "its page, a guest's and the memory controller after the sleep => %s",
	       played ? "written by firmware" : none ? "not written" : "WRITTEN IN PART");
}

static void with_guest(struct vm *vm)
{
	uint64_t guest = vm_do(vm, GUEST_DRAW, PAGE_READ, 0) ? 0 : vm_phys(vm_page(vm, PAGE_READ));
	volatile uint32_t *mark = make_table(guest);
	bool set = word_is_set(own_page_phys()), slept;

	/* The count in the page's first word, which makes it present, is the table's head. */
	make_table(guest);
	tap_ok(!dead && guest && set == (boot != BOOT_ON), "wake-word",
	       "the host tells firmware of a table to play back => %s",
	       set ? "taken" : "dropped, counted");
	slept = sleep_once();
	tap_ok(slept, "wake-sleep", "the machine sleeps => %s", slept ? "wakes" : "WRONG");
	row_played(mark, vm_do(vm, GUEST_CHANGED, PAGE_READ, 0));
}

void rows_wake_table(void)
{
	const char *what;
	struct vm vm;
	int ret;

	row_driver();
	row_reason();
	if (boot == BOOT_ON)
		row_emc();
	ret = vm_create(&vm, &what);
	if (!ret)
		with_guest(&vm);
	else
		tap_ok(false, "wake-word", "%s: %s", what, strerror(-ret));
	vm_destroy(&vm);
}

/* Firmware's own table, outside of the kernel's memory, is no obstacle. */
void rows_wake_own(void)
{
	uint32_t word = reg(TABLE_WORD);
	bool slept;

	tap_ok(!dead && word, "wake-own-word", "firmware has a table of its own => %s",
	       word ? "yes" : "NO");
	slept = sleep_once();
	tap_ok(slept && !dead && reg(TABLE_WORD) == word &&
	       reg(channel[0] + MC_BYPASS_CONFIG) == CLOSED, "wake-own",
	       "the machine sleeps with that table, EL2 restores => %s",
	       slept ? "closed" : "WRONG");
}
