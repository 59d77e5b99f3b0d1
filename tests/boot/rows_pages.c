// SPDX-License-Identifier: GPL-2.0-only
/* The row in which the host accesses registers of SMMUs, whatever they are. */
#include "attack.h"
#include "rows.h"

/* Writes only if they must be refused. Returns the number that passed. */
static unsigned int access_register(uint64_t phys, uint32_t sizes, unsigned int *tried)
{
	unsigned int passed = 0;

	for (uint32_t size = 1; size <= 8; size *= 2) {
		struct att_access a = { .phys = phys, .size = size };

		if (!protection && !(sizes & size))
			continue;
		passed += phys_access(&a);
		a.write = protection;
		passed += phys_access(&a);
		*tried += 2;
	}
	return passed;
}

void row_smmu_pages(const char *what, const uint64_t *regs, unsigned int nr, uint32_t sizes)
{
	unsigned int passed = 0, tried = 0;

	for (unsigned int i = 0; i < nr; i++)
		passed += access_register(regs[i], sizes, &tried);
	tap_note("%u of %u accesses passed", passed, tried);
	tap_ok(passed == (protection ? 0 : tried), "smmu-pages",
	       "the host reads and writes %s => %s", what,
	       passed == 0 ? "aborts" : passed == tried ? "passes" : "PASSES IN PART");
}
