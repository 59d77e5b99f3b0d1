// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever a host writes to the register page of a lent bank: its stream reaches host
 * memory or faults, and nothing else of the SMMU changes. First each register and each
 * value of its fields, one write at a time, then random programs.
 */
#include <string.h>

#include "lent.h"

static struct env *const e = &lent_env;

/* The lent bank is between two that are EL2's. */
static int bank;

/* The registers of a bank's page that the architecture names, and the PMU's. */
static const struct {
	u16 off;
	bool wide;
} regs[] = {
	{ 0x000, false }, { 0x004, false }, { 0x008, false }, { 0x010, false }, { 0x020, true },
	{ 0x028, true }, { 0x030, false }, { 0x034, false }, { 0x038, false }, { 0x03c, false },
	{ 0x050, true }, { 0x058, false }, { 0x05c, false }, { 0x060, true }, { 0x068, false },
	{ 0x06c, false }, { 0x070, true }, { 0x600, true }, { 0x608, true }, { 0x610, false },
	{ 0x618, false }, { 0x620, true }, { 0x628, true }, { 0x630, true }, { 0x638, true },
	{ 0x7f0, false }, { 0x7f4, false }, { 0x800, true }, { 0x808, true }, { 0x810, true },
	{ 0x818, true }, { 0x8f0, false }, { 0xe00, false }, { 0xe80, false }, { 0xf00, false },
	{ 0xf04, false }, { 0xf20, false }, { 0xf40, false }, { 0xf44, false }, { 0xf50, false },
	{ 0xf54, false },
};

/* Which of the four pages of the identity table are the host's. */
static bool owned[ENV_ID_PAGES];

static int setup(void **state)
{
	struct io_pgtable_cfg cfg;
	u64 root;

	lent_setup(state);
	root = env_table();
	env_map(root, IOVA, GUEST, true);
	cfg = env_cfg(root);
	assert_int_equal(env_ctx_alloc(e, &cfg), 1);
	bank = lend_and_program();
	assert_int_equal(bank, 2);
	assert_int_equal(env_ctx_alloc(e, &cfg), 3);
	assert_int_equal(env_stream_set(e, 1, 3), 0);
	memset(owned, true, sizeof(owned));
	return 0;
}

/* ---- what does not change ---- */

#define FRAME_WORDS	1024

struct frames {
	u32 gr0[FRAME_WORDS], gr1[FRAME_WORDS], bank[3][FRAME_WORDS];
};

static const unsigned int neighbours[3] = { 0, 1, 3 };

/* Records of faults, and the state of a sync, follow what the streams do. */
static bool is_status(u32 off, bool global)
{
	return (off >= 0x40 && off < 0x78) || (!global && off == SMMU_CB_TLBSTATUS);
}

static void look_at(unsigned int inst, struct frames *f)
{
	unsigned int i, n;

	memset(f, 0, sizeof(*f));
	for (i = 0; i < FRAME_WORDS; i++) {
		if (!is_status(4 * i, true))
			f->gr0[i] = env_peek(e, inst, ENV_GR0(4 * i));
		/* CBFRSYNRA */
		if (4 * i < 0x400 || 4 * i >= 0x800)
			f->gr1[i] = env_peek(e, inst, ENV_GR1(4 * i));
		for (n = 0; n < 3 && !is_status(4 * i, false); n++)
			f->bank[n][i] = env_peek(e, inst, ENV_CB(neighbours[n], 4 * i));
	}
}

static struct frames before[2], now;

static void remember(void)
{
	look_at(0, &before[0]);
	look_at(1, &before[1]);
}

static void check_neighbours(void)
{
	unsigned int inst;

	for (inst = 0; inst < 2; inst++) {
		look_at(inst, &now);
		assert_memory_equal(&now, &before[inst], sizeof(now));
		assert_int_equal(env_peek(e, inst, ENV_CB(bank, SMMU_CB_ACTLR)) & ACTLR_CPRE, 0);
		assert_true(env_access(e, inst, PAGING_SID, IOVA, true) == GUEST);
		assert_true(env_access(e, inst, PAGING_SID, DATA, true) == ~0ULL);
	}
}

/* ---- what the stream reaches ---- */

static bool is_owned(u64 pa)
{
	u64 nr = (pa - ENV_ID_BASE) >> 12;

	return pa >= ENV_ID_BASE && nr < ENV_ID_PAGES && owned[nr];
}

static void check_access(unsigned int inst, u64 addr)
{
	u64 pa = env_access(e, inst, LENT_SID, addr, addr & 8);

	if (pa != ~0ULL && !is_owned(pa))
		fail_msg("an access to %#llx arrives at %#llx", addr, pa);
}

static void check_accesses(unsigned int inst)
{
	static const u64 addr[] = { IOVA, IOVA | 8, DATA, GUEST, 0, IOVA | 0x1ffff00000000, ~0ULL };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(addr); i++)
		check_access(inst, addr[i]);
}

static void check_pages(const struct reach_page *page, unsigned int nr)
{
	for (; nr; nr--, page++) {
		if (!is_owned(page->pa))
			fail_msg("%#llx is reached at %#llx", page->pa, page->va);
	}
}

static void check_instance(unsigned int inst)
{
	struct reach r;

	env_reach(e, inst, LENT_SID, &r);
	assert_false(r.whole);
	check_pages(r.page, r.nr);
	check_pages(r.tlb, r.nr_tlb);
}

/* ---- one write ---- */

static void host_write(unsigned int inst, u32 off, u64 val, unsigned int size)
{
	mmu500_mmio_write(e->model[inst], ENV_CB(bank, off), val, size);
}

/* From a stage 1 that translates, with entries in the TLB. */
static void one_write(unsigned int inst, u32 off, u64 val, unsigned int size)
{
	host_write(inst, SMMU_CB_FSR, ~0U, 4);
	lent_program(bank);
	env_access(e, inst, LENT_SID, IOVA, false);
	host_write(inst, off, val, size);
	check_accesses(inst);
	check_instance(inst);
}

/* Every value of each three adjacent bits: so of each field that is no wider. */
static void each_value(unsigned int inst, u32 off, unsigned int size)
{
	u64 old = size == 8 ? 0 : env_peek(e, inst, ENV_CB(bank, off));
	unsigned int pos, val;

	for (pos = 0; pos < 8 * size; pos += 3) {
		for (val = 0; val < 8; val++)
			one_write(inst, off, (old & ~(7ULL << pos)) | (u64)val << pos, size);
	}
	one_write(inst, off, ~0ULL, size);
}

static void every_register_by_one_write(void **state)
{
	unsigned int i;

	remember();
	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		each_value(i & 1, regs[i].off, 4);
		if (regs[i].wide) {
			one_write(i & 1, regs[i].off + 4, ~0U, 4);
			each_value(i & 1, regs[i].off, 8);
		}
		check_neighbours();
	}
}

/* Sizes and granules of both halves of the input, of which each has six bits and two. */
static void every_size_of_stage1(void **state)
{
	unsigned int size, granule;

	remember();
	for (size = 0; size < 64; size++) {
		for (granule = 0; granule < 4; granule++) {
			one_write(size & 1, SMMU_CB_TCR, size | granule << 14 | BIT(23), 4);
			one_write(size & 1, SMMU_CB_TCR, size << 16 | granule << 30 | BIT(7), 4);
		}
	}
	check_neighbours();
}

/* Tables and addresses at places that are not the host's. */
static void every_place_of_a_table(void **state)
{
	static const u64 place[] = {
		GUEST, ENV_RAM_BASE, 0, BIT_ULL(39), BIT_ULL(47), ENV_BASE(0), ENV_BASE(1),
		HOST(0), HOST(1), HOST(2), HOST(3),
	};
	static const u8 low[] = { 0, 1, 8, 0x3f };
	unsigned int i, bits;

	remember();
	env_store(GUEST, S1_LEAF(DATA));
	env_store(GUEST + 8, S1_LEAF(DATA));
	for (i = 0; i < ARRAY_SIZE(place); i++) {
		for (bits = 0; bits < ARRAY_SIZE(low); bits++) {
			one_write(bits & 1, SMMU_CB_TTBR0, place[i] | low[bits], 8);
			one_write(bits & 1, SMMU_CB_TTBR1, place[i] | low[bits], 8);
		}
	}
	check_neighbours();
}

/* Also where there is no register, up to the end of the page. */
static void every_word_of_the_page(void **state)
{
	u32 off;

	remember();
	for (off = 0; off < 0x10000; off += 4) {
		host_write(off / 4 & 1, off, 0, 4);
		check_access(off / 4 & 1, DATA);
		host_write(off / 4 & 1, off, ~0U, 4);
		check_access(off / 4 & 1, IOVA);
		if (off < 0x100 || !(off & 0xffc))
			check_instance(off / 4 & 1);
	}
	check_neighbours();
}

/* ---- random programs ---- */

static u64 random_value(void)
{
	static const u64 likely[] = {
		0, ~0ULL, HOST(0) | ASID << 48, HOST(1), HOST(2) | 6ULL << 48, GUEST, S1_TCR,
		S1_TCR2, S1_SCTLR, S1_SCTLR & ~SCTLR_M, S1_SCTLR | SCTLR_CFCFG, IOVA >> 12,
		DATA >> 12, FSR_FAULTS, RESUME_TERMINATE, 0xff, ACTLR_CPRE,
	};
	u64 val = likely[env_random() % ARRAY_SIZE(likely)];

	switch (env_random() % 4) {
	case 0:
		return val ^ 1ULL << env_random() % 64;
	case 1:
		return (u64)env_random() << 32 | env_random();
	default:
		return val;
	}
}

static void step_write(void)
{
	unsigned int i = env_random() % ARRAY_SIZE(regs), inst = env_random() & 1;
	u32 off = env_random() % 16 ? regs[i].off : env_random() & 0xfffc;

	host_write(inst, off, random_value(), regs[i].wide && env_random() & 1 ? 8 : 4);
}

static void step_access(void)
{
	static const u64 addr[] = { IOVA, DATA, HOST(0), GUEST };

	check_access(env_random() & 1, addr[env_random() % ARRAY_SIZE(addr)] | (env_random() & 8));
}

/* A page leaves the host, or comes back; what was in it stays there. */
static void step_own(void)
{
	u64 root = e->identity.arm_lpae_s2_cfg.vttbr;
	unsigned int nr = env_random() % ENV_ID_PAGES;

	owned[nr] = !owned[nr];
	if (owned[nr]) {
		env_map(root, HOST(nr), HOST(nr), true);
		return;
	}
	env_unmap(root, HOST(nr));
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, HOST(nr), 1), 0);
}

static void step_program(void)
{
	lent_program(bank);
}

/* The host's stream goes elsewhere and returns. */
static void step_attach(void)
{
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	check_access(env_random() & 1, IOVA);
	assert_int_equal(env_stream_set(e, 0, bank), 0);
}

static void step_suspend(void)
{
	assert_int_equal(env_close(e), 0);
	step_write();
	assert_int_equal(env_restore(e), 0);
	assert_int_equal(env_stream_set(e, 0, bank), 0);
}

static void (* const steps[])(void) = {
	step_write, step_write, step_write, step_write, step_access, step_access, step_access,
	step_own, step_program, step_attach,
};

static void run_program(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		steps[env_random() % ARRAY_SIZE(steps)]();
		if (i % 8 == 0)
			check_instance(i / 8 & 1);
	}
	if (env_random() & 1)
		step_suspend();
	check_instance(0);
	check_instance(1);
}

static void random_programs(void **state)
{
	unsigned int i;

	env_seed();
	remember();
	for (i = 0; i < 40; i++) {
		run_program(100);
		check_neighbours();
	}
}

#define TEST(t)	cmocka_unit_test_setup_teardown(t, setup, lent_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_register_by_one_write),
		TEST(every_size_of_stage1),
		TEST(every_place_of_a_table),
		TEST(every_word_of_the_page),
		TEST(random_programs),
	};

	return cmocka_run_group_tests_name("backend_lent", tests, NULL, NULL);
}
