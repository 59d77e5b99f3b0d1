// SPDX-License-Identifier: GPL-2.0-only
/* Registers that EL2 owns: the host's stage 2, and trapped accesses. */
#include "setup.h"

#include <asm/esr.h>
#include <nvhe/trap_handler.h>

#define DABT	(ESR_ELx_EC_DABT_LOW << ESR_ELx_EC_SHIFT | ESR_ELx_IL | ESR_ELx_ISV)
#define SAS(n)	((u64)(n) << ESR_ELx_SAS_SHIFT)
#define SRT(n)	((u64)(n) << ESR_ELx_SRT_SHIFT)
#define WORD	(DABT | SAS(2))

static int clip(u64 addr, u64 *start, u64 *end)
{
	int ret;

	hyp_spin_lock(&host_mmu.lock);
	ret = pkvm_iommu_clip_mmio(addr, start, end);
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

static void own_registers_are_refused(void **state)
{
	const u64 mine[] = {
		SMMU0_BASE, SMMU0_BASE + SMMU_SIZE - 1, SMMU0_BASE1, SMMU0_BASE1 + 0x800000,
		SMMU1_BASE, SMMU1_BASE + SMMU_SIZE - PAGE_SIZE, MC_BASE, MC_BASE + MC_SIZE - 1,
		FAKE_GPCDMA_BASE, FAKE_GPCDMA_BASE + FAKE_GPCDMA_SIZE - 1,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mine); i++) {
		u64 start = 0, end = MEM1;

		assert_int_equal(clip(mine[i], &start, &end), -EPERM);
	}
}

static void neighbours_are_clipped(void **state)
{
	u64 start = 0, end = MEM1;

	assert_int_equal(clip(MC_BASE + MC_SIZE, &start, &end), 0);
	assert_int_equal(start, MC_BASE + MC_SIZE);
	assert_int_equal(end, SMMU0_BASE1);
	start = 0;
	end = MEM1;
	assert_int_equal(clip(MC_BASE - 1, &start, &end), 0);
	assert_int_equal(start, FAKE_GPCDMA_BASE + FAKE_GPCDMA_SIZE);
	assert_int_equal(end, MC_BASE);
	start = 0;
	end = MEM1;
	assert_int_equal(clip(FAKE_GPCDMA_BASE - 1, &start, &end), 0);
	assert_int_equal(start, 0);
	assert_int_equal(end, FAKE_GPCDMA_BASE);
	start = 0;
	end = MEM1;
	assert_int_equal(clip(SMMU1_BASE + SMMU_SIZE, &start, &end), 0);
	assert_int_equal(start, SMMU1_BASE + SMMU_SIZE);
	assert_int_equal(end, MEM1);
	/* The instances of a pair are adjacent, the second below the first. */
	start = 0;
	end = MEM1;
	assert_int_equal(clip(SMMU0_BASE + SMMU_SIZE, &start, &end), 0);
	assert_int_equal(start, SMMU0_BASE + SMMU_SIZE);
	assert_int_equal(end, SMMU1_BASE);
}

static void alias_of_memory_is_refused(void **state)
{
	u64 start = MEM2 + MEM2_SIZE, end = ~0ULL;

	assert_int_equal(clip(BIT_ULL(39) | MEM1, &start, &end), -EPERM);
	assert_int_equal(clip(BIT_ULL(47), &start, &end), -EPERM);
	assert_int_equal(clip(BIT_ULL(39), &start, &end), -EPERM);
	assert_int_equal(clip(BIT_ULL(39) - 1, &start, &end), 0);
	assert_int_equal(start, MEM2 + MEM2_SIZE);
	assert_int_equal(end, BIT_ULL(39));
}

/* The same ranges limit a DMA engine's accesses over the control backbone. */
static void room_ends_at_the_next_register(void **state)
{
	assert_int_equal(pkvm_iommu_room(0), FAKE_GPCDMA_BASE);
	assert_int_equal(pkvm_iommu_room(FAKE_GPCDMA_BASE - 1), 1);
	assert_int_equal(pkvm_iommu_room(FAKE_GPCDMA_BASE), 0);
	assert_int_equal(pkvm_iommu_room(FAKE_GPCDMA_BASE + FAKE_GPCDMA_SIZE - 1), 0);
	assert_int_equal(pkvm_iommu_room(FAKE_GPCDMA_BASE + FAKE_GPCDMA_SIZE),
			 MC_BASE - FAKE_GPCDMA_BASE - FAKE_GPCDMA_SIZE);
	assert_int_equal(pkvm_iommu_room(MC_BASE + MC_SIZE), SMMU0_BASE1 - MC_BASE - MC_SIZE);
	assert_int_equal(pkvm_iommu_room(SMMU0_BASE + SMMU_SIZE - 1), 0);
	assert_int_equal(pkvm_iommu_room(SMMU0_BASE + SMMU_SIZE),
			 SMMU1_BASE - SMMU0_BASE - SMMU_SIZE);
	assert_true(pkvm_iommu_room(SMMU1_BASE + SMMU_SIZE) > MEM1);
}

static bool aborts(struct kvm_cpu_context *c, u64 esr, u64 addr)
{
	unsigned int skipped = shim_skipped;
	bool done = pkvm_iommu_host_abort(c, esr, addr);

	assert_int_equal(shim_skipped, skipped + done);
	return done;
}

static void reads_extend_as_the_syndrome_says(void **state)
{
	const struct {
		u64 esr, val;
	} cases[] = {
		{ DABT | SAS(0), 0x98 },
		{ DABT | SAS(1), 0xba98 },
		{ DABT | SAS(2), 0xfedcba98 },
		{ DABT | SAS(3) | ESR_ELx_SF, 0x89abcdeffedcba98 },
		{ DABT | SAS(0) | ESR_ELx_SSE, 0xffffff98 },
		{ DABT | SAS(0) | ESR_ELx_SSE | ESR_ELx_SF, 0xffffffffffffff98 },
		{ DABT | SAS(2) | ESR_ELx_SSE | ESR_ELx_SF, 0xfffffffffedcba98 },
	};
	struct kvm_cpu_context c;
	unsigned int i;

	fake_mc_val = 0x89abcdeffedcba98;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(&c, 0x77, sizeof(c));
		assert_true(aborts(&c, cases[i].esr | SRT(5), MC_BASE + 4));
		assert_true(cpu_reg(&c, 5) == cases[i].val);
		assert_true(cpu_reg(&c, 4) == 0x7777777777777777);
		assert_int_equal(fake_access_last.size, 1 << (cases[i].esr >> 22 & 3));
		assert_int_equal(fake_access_last.addr, MC_BASE + 4);
		assert_false(fake_access_last.write);
	}
}

static void writes_are_truncated_to_their_size(void **state)
{
	struct kvm_cpu_context c = { };

	cpu_reg(&c, 30) = 0x89abcdeffedcba98;
	assert_true(aborts(&c, WORD | ESR_ELx_WNR | SRT(30), MC_BASE));
	assert_true(fake_access_last.write);
	assert_true(fake_access_last.val == 0xfedcba98);
	assert_true(aborts(&c, DABT | SAS(3) | ESR_ELx_WNR | SRT(30), MC_BASE));
	assert_true(fake_access_last.val == 0x89abcdeffedcba98);
	assert_true(aborts(&c, DABT | SAS(0) | ESR_ELx_WNR | SRT(30), MC_BASE));
	assert_true(fake_access_last.val == 0x98);
	assert_true(cpu_reg(&c, 30) == 0x89abcdeffedcba98);
}

/* Register 31 reads as zero; it is not the word after regs[30]. */
static void register_31_is_zero(void **state)
{
	struct {
		struct kvm_cpu_context c;
		u64 behind;
	} s = { .behind = 42 };

	s.c.regs.pc = 99;
	fake_mc_val = 7;
	assert_true(aborts(&s.c, WORD | SRT(31), MC_BASE));
	assert_int_equal(s.c.regs.pc, 99);
	assert_int_equal(s.behind, 42);
	assert_true(aborts(&s.c, WORD | ESR_ELx_WNR | SRT(31), MC_BASE));
	assert_int_equal(fake_access_last.val, 0);
}

static void accesses_without_a_syndrome_are_not_emulated(void **state)
{
	const u64 bad[] = {
		WORD & ~ESR_ELx_ISV,				/* pairs, atomics */
		WORD & ~ESR_ELx_IL,				/* 16-bit instructions of T32 */
		WORD | ESR_ELx_S1PTW,				/* a walk of the host's tables */
		WORD | ESR_ELx_CM,				/* cache maintenance */
		(WORD & ~ESR_ELx_EC_MASK) | ESR_ELx_EC_IABT_LOW << ESR_ELx_EC_SHIFT,
	};
	struct kvm_cpu_context c = { };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(aborts(&c, bad[i], MC_BASE));
	assert_int_equal(fake_access_last.size, 0);
}

static void both_guards_are_emulated(void **state)
{
	struct kvm_cpu_context c = { };

	fake_mc_val = 0x12345678;
	assert_true(aborts(&c, WORD | SRT(2), FAKE_GPCDMA_BASE + 0x1000c));
	assert_int_equal(cpu_reg(&c, 2), 0xedcba987);
	assert_int_equal(fake_access_last.addr, FAKE_GPCDMA_BASE + 0x1000c);
	assert_int_equal(fake_access_last.guard, PKVM_IOMMU_GUARD_TEGRA_GPCDMA);
	assert_true(aborts(&c, WORD | SRT(2), MC_BASE + MC_SIZE - 4));
	assert_int_equal(cpu_reg(&c, 2), 0x12345678);
	assert_int_equal(fake_access_last.guard, PKVM_IOMMU_GUARD_TEGRA_MC);
}

static void other_addresses_are_not_handled(void **state)
{
	struct kvm_cpu_context c = { };

	cpu_reg(&c, 3) = 12;
	assert_false(aborts(&c, WORD | SRT(3), SMMU0_BASE));
	assert_false(aborts(&c, WORD | SRT(3), MC_BASE - 1));
	assert_false(aborts(&c, WORD | SRT(3), MC_BASE + MC_SIZE));
	assert_false(aborts(&c, WORD | SRT(3), FAKE_GPCDMA_BASE + FAKE_GPCDMA_SIZE));
	assert_false(aborts(&c, WORD | SRT(3), 0));
	assert_false(aborts(&c, WORD | SRT(3), ~0ULL));
	assert_int_equal(cpu_reg(&c, 3), 12);
}

static void nothing_is_trapped_before_the_takeover(void **state)
{
	struct kvm_cpu_context c = { };
	u64 start = 0, end = ~0ULL;

	reset_system(state);
	describe_system();
	assert_false(aborts(&c, WORD, MC_BASE));
	assert_int_equal(clip(MC_BASE, &start, &end), 0);
	assert_int_equal(start, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(own_registers_are_refused),
		T(neighbours_are_clipped),
		T(alias_of_memory_is_refused),
		T(room_ends_at_the_next_register),
		T(reads_extend_as_the_syndrome_says),
		T(writes_are_truncated_to_their_size),
		T(register_31_is_zero),
		T(accesses_without_a_syndrome_are_not_emulated),
		T(both_guards_are_emulated),
		T(other_addresses_are_not_handled),
		T(nothing_is_trapped_before_the_takeover),
	};

	return cmocka_run_group_tests_name("core_mmio", tests, NULL, NULL);
}
