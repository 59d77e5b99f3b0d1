// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs all rows, as TAP on the console.
 *
 * The kernel parameter boot_test= selects the expected results: "on": EL2 owns the SMMUs;
 * "off": the same kernel leaves them to the host; "mainline": a kernel without this
 * project's code; "judge": the same kernel, without attacks; "crash": it starts a crash
 * kernel, which has "second". Domains are nested, but with pkvm_iommu.domains=paging, which
 * selects the results of paging ones.
 */
#include <stdlib.h>

#include "rows.h"

static void attacks(struct vm *vm)
{
	row_kernel_load(vm);
	rows_read(vm);
	rows_write(vm);
	rows_map(vm);
	row_taken(vm);
	row_donate(vm);
	row_unshare(vm);
	row_strict();
	rows_suspend(vm);
	rows_smmu_registers(vm);
	rows_backbone(vm);
	rows_mc_registers(vm);
	rows_mcseq(vm);
	rows_smc(vm);
	if (protection) {
		row_reset();
		if (!nested)
			row_race(vm);
		row_fault_log(vm);
		rows_calls(vm);
	}
	if (nested)
		rows_nested(vm);
}

static const struct {
	const char *name;
	void (*run)(void);
} others[] = { { "judge", judge }, { "crash", rows_crash }, { "second", rows_second } };

int main(void)
{
	bool traced;

	tap_start();
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!boot_is(others[i].name))
			continue;
		others[i].run();
		return tap_finish() ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	protection = boot_is("on");
	nested = protection && !boot_has("pkvm_iommu.domains=paging");
	traced = trace_start();
	row_drivers();
	row_groups();
	row_doctor();
	row_dmatest("dmatest", "on several channels at once");
	if (protection)
		row_early_calls();
	rows_guest(attacks);
	if (!boot_is("mainline"))
		row_lazy();
	if (traced)
		row_trace();
	row_kernel_log(boot_is("mainline"));
	if (boot_is("mainline"))
		row_dmatest_blocked();
	return tap_finish() ? EXIT_FAILURE : EXIT_SUCCESS;
}
