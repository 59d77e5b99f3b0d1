// SPDX-License-Identifier: GPL-2.0-only
/* The row about calls that are made too early. */
#include <stdio.h>

#include "rows.h"

/*
 * The host driver has made each run-time call before EL2 was ready, and has counted the
 * calls that appeared to succeed.
 */
void row_early_calls(void)
{
	unsigned int refused = 0, accepted = 0;
	FILE *f = fopen("/sys/kernel/debug/pkvm_smmu/early_calls", "re");
	bool have = f && fscanf(f, "refused %u accepted %u", &refused, &accepted) == 2;

	if (f)
		fclose(f);
	tap_note("%u refused, %u accepted", refused, accepted);
	tap_ok(have && refused && !accepted, "early-calls",
	       "run-time calls before EL2 is ready => %s",
	       !have ? "NOT TRIED" : accepted ? "ACCEPTED" : "refused");
}
