// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The register file: identification, reset state, access sizes, missing registers.
 */
#include "rig.h"

static void identification(void **state)
{
	struct rig *r = *state;

	assert_int_equal(r32(r, 0x20), 0xfc013e80);
	assert_int_equal(r32(r, 0x24), 0xe0000f80);
	assert_int_equal(r32(r, 0x28), 0x00005555);
	assert_int_equal(r32(r, 0x2c), 0);
	assert_int_equal(r32(r, 0x38), 0);
	assert_int_equal(r32(r, 0x3c) >> 4 & 0xf, 2);
	assert_int_equal(r32(r, 0xfe0), 0x81);
	assert_int_equal(r32(r, 0xfe8), 0x4b);
	assert_int_equal(r32(r, 0xfd0), 0x04);
	assert_int_equal(r32(r, 0xfd4), 0);
	assert_int_equal(r32(r, 0xff0), 0x0d);
	assert_int_equal(r32(r, 0xffc), 0xb1);
	assert_int_equal(r->logs, 0);
	assert_true(mmu500_mmio_size(r->m) == 16 << 20);
	w32(r, 0x20, 0);
	assert_int_equal(r32(r, 0x20), 0xfc013e80);
	assert_int_equal(r->logs, 1);
}

static void smaller_configuration(void **state)
{
	struct rig *r = rig_new(5, 3);

	(void)state;
	assert_int_equal(r32(r, 0x20), 0xfc013e05);
	assert_int_equal(r32(r, 0x24), 0xe0000f03);
	w32(r, SMR(4), 0x80000001);
	w32(r, CBAR(2), 5);
	w32(r, CB(2, SCTLR), 0x20);
	assert_int_equal(r32(r, SMR(4)), 0x80000001);
	assert_int_equal(r32(r, CBAR(2)), 5);
	assert_int_equal(r32(r, CB(2, SCTLR)), 0x20);
	assert_int_equal(r->logs, 0);
	w32(r, SMR(5), 0x80000001);
	w32(r, S2CR(5), 1);
	w32(r, CBAR(3), 5);
	w32(r, CB(3, SCTLR), 0x20);
	assert_int_equal(r->logs, 4);
	assert_int_equal(r32(r, SMR(5)) | r32(r, S2CR(5)) | r32(r, CBAR(3)), 0);
	assert_int_equal(r32(r, CB(3, SCTLR)), 0);
	rig_free(r);
}

static enum bus_status no_memory(void *opaque, uint64_t pa, void *buf, size_t len)
{
	(void)opaque;
	(void)pa;
	(void)buf;
	(void)len;
	return BUS_DECERR;
}

static void bad_configurations(void **state)
{
	static const struct bus_mem_ops no_read = { .read = NULL };
	static const struct bus_mem_ops mem = { .read = no_memory };
	struct mmu500_config cfg = {
		.ids = &tegra234_mmu500_ids, .num_smrg = 128, .num_cb = 128, .mem = &no_read,
	};

	(void)state;
	assert_null(mmu500_new(&cfg));
	cfg.mem = NULL;
	assert_null(mmu500_new(&cfg));
	cfg.mem = &mem;
	cfg.ids = NULL;
	assert_null(mmu500_new(&cfg));
}

static void reset_state(void **state)
{
	struct rig *r = *state;

	w32(r, SMR(3), 0x80000001);
	w32(r, CB(2, SCTLR), SCTLR_ON);
	mmu500_reset(r->m);
	assert_int_equal(r32(r, SCR0), 0x00200001);
	assert_int_equal(r32(r, SACR), 0x0400001c);
	assert_int_equal(r32(r, SMR(3)), 0);
	assert_int_equal(r32(r, S2CR(3)), 0x00020000);
	assert_int_equal(r32(r, CB(2, SCTLR)), 0x100);
	assert_int_equal(r32(r, CB(2, ACTLR)), 3);
	assert_int_equal(r32(r, CB(2, TCR2)), 0x60);
	expect_pa(r, 4, 0x1234, "w", 0x1234);
}

static void reset_leftovers(void **state)
{
	struct rig *r = *state;
	unsigned int i, valid = 0, nonzero = 0;

	mmu500_set_option(r->m, MMU500_OPT_RESET_SEED, 12345);
	mmu500_reset(r->m);
	for (i = 0; i < 128; i++) {
		valid += r32(r, SMR(i)) >> 31;
		nonzero += r32(r, CB(i, TCR)) != 0;
		assert_int_equal(r32(r, CB(i, TCR2)) & ~0x4003c017u, 0x60);
		assert_int_equal(r32(r, CB(i, SCTLR)) & 1, 0);
	}
	assert_true(valid > 16 && valid < 112 && nonzero > 100);
	assert_int_equal(r32(r, SCR0) & 1, 1);
}

/* Each group, once valid, lets its stream pass. */
static void reset_worst(void **state)
{
	struct rig *r = *state;
	unsigned int i, records = 0, bypass = 0;

	mmu500_set_option(r->m, MMU500_OPT_RESET_WORST, 4711);
	mmu500_reset(r->m);
	w32(r, SCR0, SCR0_STRICT);
	for (i = 0; i < 128; i++) {
		assert_int_equal(r32(r, SMR(i)) >> 31, 0);
		records += r32(r, CB(i, FSR)) != 0;
		bypass += r32(r, S2CR(i)) >> 16;
		assert_int_equal(r32(r, CB(i, ACTLR)) & 2, 2);
		w32(r, SMR(i), UINT32_C(1) << 31 | 0x4);
		assert_int_equal(reach(r, 0x4, 0).whole, 1);
		w32(r, SMR(i), 0);
	}
	assert_true(records > 100 && bypass > 32 && bypass < 96);
	assert_int_not_equal(r32(r, SGFSR), 0);
	bank_s2(r, 3, 200, new_table(r, 4096));
	w32(r, S2CR(0), 3);
	w32(r, SMR(0), UINT32_C(1) << 31 | 0x4);
	assert_int_equal(reach(r, 0x4, 0).from_tlb, 1);
}

static void writable_bits(void **state)
{
	struct rig *r = *state;

	w32(r, SCR0, UINT32_MAX);
	assert_int_equal(r32(r, SCR0), 0x0ffffcc7);
	w32(r, SCR0, 0);
	assert_int_equal(r32(r, SCR0), 0x00200000);
	w32(r, CB(3, SCTLR), UINT32_MAX);
	assert_int_equal(r32(r, CB(3, SCTLR)), 0x3fffe7ff);
	w32(r, SMR(0), UINT32_MAX);
	assert_int_equal(r32(r, SMR(0)), 0xffff7fff);
	w32(r, SMR(127), 0x7fff0000);
	assert_int_equal(r32(r, SMR(127)), 0x7fff0000);
	w32(r, S2CR(0), UINT32_MAX);
	assert_int_equal(r32(r, S2CR(0)), 0x3ffffbff);
	w32(r, CBA2R(9), UINT32_MAX);
	assert_int_equal(r32(r, CBA2R(9)), 3);
	w32(r, CBAR(9), 0x12345678);
	assert_int_equal(r32(r, CBAR(9)), 0x345678);
	assert_int_equal(r32(r, CBAR(8)), 0x00020000);
	w32(r, CBFRSYNRA(9), UINT32_MAX);
	assert_int_equal(r32(r, CBFRSYNRA(9)), 0x7fff);
	w32(r, CB(9, FSYNR0), UINT32_MAX);
	assert_int_equal(r32(r, CB(9, FSYNR0)), 0x00ff0d73);
	w32(r, CB(9, TCR2), UINT32_MAX);
	assert_int_equal(r32(r, CB(9, TCR2)), 0x4003c077);
	w32(r, CB(9, TCR2), 0);
	assert_int_equal(r32(r, CB(9, TCR2)), 0x60);
	w64(r, CB(9, FAR), UINT64_MAX);
	assert_true(r64(r, CB(9, FAR)) == UINT64_C(0x1ffffffffffff));
	w64(r, CB(9, IPAFAR), UINT64_MAX);
	assert_true(r64(r, CB(9, IPAFAR)) == UINT64_C(0xfffffffff000));
	w64(r, SGFAR, UINT64_MAX);
	assert_true(r64(r, SGFAR) == UINT64_C(0x1ffffffffffff));
	w32(r, SGFSYNR0, UINT32_MAX);
	assert_int_equal(r32(r, SGFSYNR0), 0x3f);
	w32(r, SGFSYNR1, UINT32_MAX);
	assert_int_equal(r32(r, SGFSYNR1), 0x7fff);
	w32(r, 0x4c, UINT32_MAX);
	assert_int_equal(r32(r, SGFSR), 0x8000017f);
}

/* A bank in its reset state: stage 1 over a stage 2 that faults. */
static void bank_at_reset(void **state)
{
	struct rig *r = *state;

	stream(r, 0, 0x4, 0, S2CR_TRANS, 7);
	expect_fault(r, 0x4, 0x1000, "r");
	assert_int_equal(r32(r, SGFSR), 1);
	assert_int_equal(reach(r, 0x4, 0x1000).calls, 0);
}

static void wide_and_halves(void **state)
{
	struct rig *r = *state;

	w64(r, CB(5, TTBR0), UINT64_C(0x1122334455667788));
	assert_int_equal(r32(r, CB(5, TTBR0)), 0x55667788);
	assert_int_equal(r32(r, CB(5, TTBR0 + 4)), 0x11223344);
	w32(r, CB(5, TTBR0), 1);
	w32(r, CB(5, TTBR0 + 4), 2);
	assert_true(r64(r, CB(5, TTBR0)) == UINT64_C(0x200000001));
	w32(r, CB(5, TTBR0), 3);
	assert_true(r64(r, CB(5, TTBR0)) == UINT64_C(0x200000003));
	assert_true(r64(r, CB(4, TTBR0)) == 0);
	assert_int_equal(r->logs, 0);
}

static void wrong_sizes(void **state)
{
	struct rig *r = *state;

	w32(r, CB(5, TCR), 7);
	w64(r, CB(5, TCR), UINT64_MAX);
	assert_int_equal(r32(r, CB(5, TCR)), 7);
	assert_true(r64(r, CB(5, TCR)) == 0);
	mmu500_mmio_write(r->m, CB(5, TCR), 0xff, 1);
	mmu500_mmio_write(r->m, CB(5, TCR) + 2, 0xffff, 2);
	mmu500_mmio_write(r->m, CB(5, TTBR0) + 2, 0xffff, 4);
	assert_int_equal(mmu500_mmio_read(r->m, CB(5, TCR), 1), 0);
	assert_int_equal(r32(r, CB(5, TCR)), 7);
	assert_true(r64(r, CB(5, TTBR0)) == 0);
	assert_int_equal(r->logs, 6);
}

static void absent_registers(void **state)
{
	struct rig *r = *state;
	static const uint32_t absent[] = {
		0x4, 0x60, 0x80, 0x8c, 0x100, 0x400, 0x410, 0x440, 0x470, 0x474, 0x1000,
		0x20000, 0x30ffc, 0x40000, 0x7f0000, 0x10c00, 0x800800, 0x8008f0, 0x800e00,
		0x800f04, 0x806008, 0xfff000,
	};
	unsigned int i;

	for (i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		w32(r, absent[i], UINT32_MAX);
		assert_int_equal(r32(r, absent[i]), 0);
	}
	assert_int_equal(r->logs, 2 * sizeof(absent) / sizeof(absent[0]));
	mmu500_mmio_write(r->m, UINT64_C(1) << 40, 1, 4);
	assert_int_equal(mmu500_mmio_read(r->m, UINT64_MAX, 4), 0);
	/* The write to the secure alias of sCR0 had no effect. */
	assert_int_equal(r32(r, SCR0), SCR0_STRICT);
}

static void names(void **state)
{
	static const struct { uint64_t off; const char *name; } regs[] = {
		{ 0x00, "SCR0" }, { 0x3c, "IDR7" }, { 0xfd8, "PIDR6" }, { SMR(3), "SMR[3]" },
		{ CBAR(2), "CBAR[2]" }, { CB(5, SCTLR), "bank 5 SCTLR" },
		{ CB(5, 0x24), "bank 5 TTBR0" }, { CB(5, 0x3c), "bank 5 MAIR1" },
		{ 0x30008, "PMEVCNTR[2]" }, { 0x30c00, "PMCNTENSET" }, { 0x10, "SACR" },
		{ 0x14, "no register" }, { 0x20000, "no register" },
	};
	struct rig *r = *state;
	char name[32];
	size_t i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		mmu500_reg_name(r->m, regs[i].off, name, sizeof(name));
		assert_string_equal(name, regs[i].name);
	}
	mmu500_reg_name(r->m, SMR(3), name, 4);
	assert_string_equal(name, "SMR");
	assert_int_equal(r->logs, 0);
}

static void actlr_lock(void **state)
{
	struct rig *r = *state;

	mmu500_reset(r->m);
	w32(r, CB(1, ACTLR), 0);
	assert_int_equal(r32(r, CB(1, ACTLR)), 3);
	assert_int_equal(r->logs, 1);
	w32(r, SACR, r32(r, SACR) & ~(1u << 26));
	w32(r, CB(1, ACTLR), 1);
	assert_int_equal(r32(r, CB(1, ACTLR)), 1);
	mmu500_set_option(r->m, MMU500_OPT_ACTLR_LOCKED, 1);
	w32(r, CB(1, ACTLR), 3);
	assert_int_equal(r32(r, CB(1, ACTLR)), 1);
}

static void counters(void **state)
{
	struct rig *r = *state;
	struct mmu500_stats a, b;

	mmu500_get_stats(r->m, &a);
	w32(r, TLBIALLNSNH, 0);
	w32(r, TLBGSYNC, 0);
	r32(r, TLBGSTATUS);
	mmu500_get_stats(r->m, &b);
	assert_int_equal(b.reg_writes - a.reg_writes, 2);
	assert_int_equal(b.reg_reads - a.reg_reads, 1);
	assert_int_equal(b.tlb_inval - a.tlb_inval, 1);
	assert_int_equal(b.syncs - a.syncs, 1);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(identification), cmocka_unit_test(smaller_configuration),
		cmocka_unit_test(bad_configurations), T(reset_state), T(reset_leftovers),
		T(reset_worst), T(writable_bits), T(bank_at_reset), T(wide_and_halves),
		T(wrong_sizes), T(absent_registers), T(actlr_lock), T(counters), T(names),
	};

	return cmocka_run_group_tests_name("mmu500 registers", tests, NULL, NULL);
}
