// SPDX-License-Identifier: GPL-2.0-only
/* A host with nested domains: see nested.h. */
#include "nested.h"

/* Registers of a bank (Arm IHI 0062), and values that turn stage 1 on. */
#define CB_SCTLR	0x000
#define CB_TCR2		0x010
#define CB_TTBR0	0x020
#define CB_TCR		0x030
#define SCTLR_ON	0x161
#define TCR_39_BITS	(25 | 1U << 23 | 2U << 30)
#define TCR2_40_BITS	(2 | 7 << 15)
#define LEAF		(3 | 1 << 6 | 3 << 8 | 1 << 10 | 1 << 11)

s64 nested_alloc(struct nested *n, unsigned int smmu)
{
	u64 size;

	n->smmu = smmu;
	n->handle = sys_alloc_nested(smmu, &n->off, &size);
	if (n->handle > 0)
		assert_int_equal(size, 0x10000);
	return n->handle;
}

bool nested_write(const struct nested *n, unsigned int inst, u32 off, u64 val, unsigned int size)
{
	u64 at = n->off + off;

	if (!shim_host_mmio(world_smmu_base(n->smmu, inst) + at))
		return false;
	world_host_write(n->smmu, inst, at, val, size);
	return true;
}

void nested_write_all(const struct nested *n, u32 off, u64 val, unsigned int size)
{
	unsigned int inst;

	for (inst = 0; inst < world_instances(n->smmu); inst++)
		nested_write(n, inst, off, val, size);
}

static void put(u64 table, unsigned int index, u64 desc)
{
	assert_true(shim_poc_write(table + 8 * index, &desc, sizeof(desc)));
}

void nested_program(const struct nested *n, const u64 table[3], const u64 *page, unsigned int nr)
{
	unsigned int i;

	put(table[0], NESTED_IOVA >> 30, table[1] | 3);
	put(table[1], 0, table[2] | 3);
	for (i = 0; i < nr; i++)
		put(table[2], i, page[i] | LEAF);
	nested_write_all(n, CB_TTBR0, table[0] | (u64)n->handle << 48, 8);
	nested_write_all(n, CB_TCR, TCR_39_BITS, 4);
	nested_write_all(n, CB_TCR2, TCR2_40_BITS, 4);
	nested_write_all(n, CB_SCTLR, SCTLR_ON, 4);
}

void nested_scribble(const struct nested *n)
{
	static const u16 regs[] = {
		0x000, 0x004, 0x008, 0x010, 0x020, 0x028, 0x030, 0x034, 0x038, 0x058, 0x05c, 0x060,
		0x600, 0x608, 0x610, 0x618, 0x620, 0x628, 0x630, 0x638, 0x7f0, 0x7f4,
	};
	static const u64 values[] = { 0, 1, ~0ULL, SCTLR_ON, SCTLR_ON & ~1, TCR_39_BITS, 0x80, 2 };
	u64 val = values[rnd(ARRAY_SIZE(values))];
	u32 off = rnd(8) ? regs[rnd(ARRAY_SIZE(regs))] : rnd(0x10000);
	unsigned int size = rnd(2) ? 4 : 8;

	val ^= rnd(2) ? BIT_ULL(rnd(64)) : 0;
	nested_write(n, rnd(world_instances(n->smmu)), off & ~(size - 1), val, size);
}
