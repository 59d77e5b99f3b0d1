// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takeover from any state: after every register write, each stream on each instance
 * is in its old state, in its new state, or faults.
 */
#include <string.h>

#include "env.h"

static const u16 topology[] = { 0x01, 0x04, 0x0e, 0x35, 0x60 };
/* With and without TBU bits; the last ones are unknown streams. */
static const u16 watched[] = {
	0x01, 0x04, 0x0e, 0x35, 0x60, 0x0804, 0x0401, 0x4035, 0x80e, 0x00, 0x02, 0x20,
	0x7f, 0x084f, 0x7fff,
};

#define NR_TOPOLOGY	ARRAY_SIZE(topology)
#define NR_WATCHED	ARRAY_SIZE(watched)
#define NR_TABLES	4

struct takeover_test {
	struct env env;
	struct reach old[PKVM_IOMMU_MAX_SMMU_REGS][NR_WATCHED];
	struct reach new[NR_WATCHED];
	struct reach firmware;	/* all pages of all firmware tables */
	u64 table[NR_TABLES];
	bool never_fault;	/* streams of the topology lose no transaction */
	bool busy;		/* devices access memory while EL2 writes */
	u64 steps;
};

static struct takeover_test t;

static bool in_topology(u16 stream)
{
	unsigned int i;

	for (i = 0; i < NR_TOPOLOGY; i++) {
		if ((stream & ~ENV_MASK) == topology[i])
			return true;
	}
	return false;
}

/* Firmware's table n maps the addresses of the identity pages to other pages. */
static void build_firmware_tables(void)
{
	unsigned int n, i;

	for (n = 0; n < NR_TABLES; n++) {
		t.table[n] = env_table();
		for (i = 0; i < ENV_ID_PAGES; i++) {
			u64 va = ENV_ID_BASE + i * 0x1000;
			u64 pa = ENV_RAM_BASE + 0x140000 + (n * ENV_ID_PAGES + i) * 0x1000;

			env_map(t.table[n], va, pa, n & 1);
			t.firmware.page[t.firmware.nr++] =
				(struct reach_page){ va, pa, true, true };
		}
	}
}

static void init(unsigned int nr_instances, unsigned int num_smrg, unsigned int num_cb)
{
	unsigned int i, w;

	memset(&t, 0, sizeof(t));
	env_init(&t.env, nr_instances, num_smrg, num_cb);
	for (i = 0; i < nr_instances; i++)
		mmu500_set_option(t.env.model[i], MMU500_OPT_BYPASS_CACHED, 1);
	env_streams(&t.env, topology, NR_TOPOLOGY);
	build_firmware_tables();
	assert_int_equal(t.env.node.smmu.ops->probe(&t.env.node.smmu), 0);
	for (w = 0; w < NR_WATCHED; w++) {
		for (i = 0; in_topology(watched[w]) && i < ENV_ID_PAGES; i++) {
			u64 page = ENV_ID_BASE + i * 0x1000;

			t.new[w].page[t.new[w].nr++] =
				(struct reach_page){ page, page, true, true };
		}
	}
}

/* -- firmware's state ----------------------------------------------------- */

static void fw_scr0(unsigned int inst, u32 val)
{
	env_poke(&t.env, inst, ENV_GR0(SMMU_SCR0), val);
}

static void fw_group(unsigned int inst, unsigned int group, u32 smr, u32 s2cr)
{
	env_poke(&t.env, inst, ENV_GR0(SMMU_S2CR(group)), s2cr);
	env_poke(&t.env, inst, ENV_GR0(SMMU_SMR(group)), smr);
}

static void fw_bank_s2(unsigned int inst, unsigned int bank, u64 table, u8 vmid)
{
	env_poke(&t.env, inst, ENV_GR1(SMMU_CBAR(bank)), vmid);
	env_poke(&t.env, inst, ENV_GR1(SMMU_CBA2R(bank)), 1 | vmid << 16);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_TCR), 1U << 31 | 5 << 16 | 1 << 6 | 25);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_TTBR0), table);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_SCTLR), 0x61);
}

static void fw_bank_s1(unsigned int inst, unsigned int bank, u64 table, u8 vmid, u32 cbar)
{
	env_poke(&t.env, inst, ENV_GR1(SMMU_CBAR(bank)), cbar | vmid);
	env_poke(&t.env, inst, ENV_GR1(SMMU_CBA2R(bank)), 1 | vmid << 16);
	env_poke(&t.env, inst, ENV_CB(bank, 0x10), 5);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_TCR), 1U << 31 | 1 << 23 | 25);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_TTBR0), table);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_SCTLR), 0x61);
}

#define SMR_EXACT(sid)	(SMR_VALID | ENV_MASK << 16 | (sid))
#define S2CR_BYPASS	0x10000
#define TRANSLATE(bank)	(bank)
#define CBAR_S1		0x10000
#define CBAR_NESTED(b)	(0x30000 | (b) << 8)

static u32 random_smr(void)
{
	static const u16 masks[] = { ENV_MASK, ENV_MASK, 0, 0x7fff, 0x7f8f, 0x7c00 };
	u16 mask = masks[env_random() % ARRAY_SIZE(masks)];
	u32 smr = mask << 16 | (watched[env_random() % NR_WATCHED] & 0x7fff);

	if (mask == ENV_MASK)
		smr = mask << 16 | topology[env_random() % NR_TOPOLOGY];
	return env_random() % 4 ? smr | SMR_VALID : smr;
}

static u32 random_s2cr(void)
{
	u32 bank = env_random() % t.env.num_cb;

	switch (env_random() % 8) {
	case 0:
		return S2CR_BYPASS;
	case 1:
		return 0x20000;
	case 2:
		return TRANSLATE(0);
	default:
		return TRANSLATE(bank);
	}
}

static void random_bank(unsigned int inst, unsigned int bank)
{
	unsigned int n = env_random() % NR_TABLES;
	u8 vmid = env_random() % 2 ? env_random() % 4 : 255 - env_random() % 4;

	if (n & 1)
		fw_bank_s2(inst, bank, t.table[n], vmid);
	else if (env_random() % 3)
		fw_bank_s1(inst, bank, t.table[n], vmid, CBAR_S1);
	else
		fw_bank_s1(inst, bank, t.table[n], vmid,
			   CBAR_NESTED(env_random() % t.env.num_cb));
	if (!(env_random() % 4))
		env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_SCTLR), 0x60);
	env_poke(&t.env, inst, ENV_CB(bank, SMMU_CB_ACTLR), env_random() % 2 ? ACTLR_CPRE : 0);
}

static void random_firmware(unsigned int inst)
{
	static const u32 any = SCR0_USFCFG | SCR0_SMCFCFG | SCR0_GFRE | SCR0_STALLD;
	unsigned int i;

	for (i = 0; i < t.env.num_cb; i++)
		random_bank(inst, i);
	for (i = 0; i < t.env.num_smrg; i++)
		fw_group(inst, i, random_smr(), random_s2cr());
	env_poke(&t.env, inst, ENV_GR0(SMMU_SACR), env_random() % 2 ? SACR_CACHE_LOCK : 0x500);
	fw_scr0(inst, (env_random() & any) | (env_random() % 4 ? 0 : SCR0_CLIENTPD));
}

/* -- checks ---------------------------------------------------------------- */

static bool is_old(const struct reach *now, const struct reach *old)
{
	/* Firmware's banks may share a VMID: then the TLB may hold pages of each of them. */
	return reach_same(now, old) && (now->whole || reach_tlb_within(now, old) ||
					reach_tlb_within(now, &t.firmware));
}

static bool is_new(const struct reach *now, const struct reach *new)
{
	return !now->whole && reach_same(now, new) && reach_tlb_within(now, new);
}

static void look(unsigned int inst, unsigned int w, u64 off)
{
	struct reach now;

	env_reach(&t.env, inst, watched[w], &now);
	if (t.never_fault && in_topology(watched[w]) && reach_nothing(&now))
		fail_msg("stream 0x%x faults on instance %u after write %llu to 0x%llx",
			 watched[w], inst, t.steps, off);
	if (reach_nothing(&now) || is_new(&now, &t.new[w]) || is_old(&now, &t.old[inst][w]))
		return;
	fail_msg("stream 0x%x on instance %u is neither old nor new after write %llu to 0x%llx",
		 watched[w], inst, t.steps, off);
}

static void use_devices(unsigned int inst)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		env_access(&t.env, inst, watched[env_random() % NR_WATCHED],
			   ENV_ID_BASE + 0x1000 * (env_random() % ENV_ID_PAGES), i & 1);
}

static void step(struct env *env, unsigned int inst, u64 off, u64 val)
{
	unsigned int w;

	t.steps++;
	for (w = 0; w < NR_WATCHED; w++)
		look(inst, w, off);
	if (t.busy)
		use_devices(inst);
}

static void watch(void)
{
	unsigned int inst, w;

	for (inst = 0; inst < t.env.node.smmu.nr_regs; inst++) {
		for (w = 0; t.busy && w < 16; w++)
			use_devices(inst);
		for (w = 0; w < NR_WATCHED; w++)
			env_reach(&t.env, inst, watched[w], &t.old[inst][w]);
	}
	t.env.step = step;
}

static void check_new(void)
{
	unsigned int inst, w;
	struct reach now;

	for (inst = 0; inst < t.env.node.smmu.nr_regs; inst++) {
		for (w = 0; w < NR_WATCHED; w++) {
			env_reach(&t.env, inst, watched[w], &now);
			if (!is_new(&now, &t.new[w]))
				fail_msg("stream 0x%x on instance %u is not at its new state",
					 watched[w], inst);
		}
	}
}

/* Checks every stream ID once: unknown ones fault. */
static void check_all_streams(void)
{
	unsigned int inst, stream;
	struct reach now;

	for (inst = 0; inst < t.env.node.smmu.nr_regs; inst++) {
		for (stream = 0; stream < 0x8000; stream++) {
			if (in_topology(stream))
				continue;
			env_reach(&t.env, inst, stream, &now);
			assert_true(reach_nothing(&now));
		}
	}
}

static void check_registers(void)
{
	unsigned int inst, i;
	u32 scr0;

	for (inst = 0; inst < t.env.node.smmu.nr_regs; inst++) {
		scr0 = env_peek(&t.env, inst, ENV_GR0(SMMU_SCR0));
		assert_int_equal(scr0 & (SCR0_CLIENTPD | SCR0_USFCFG | SCR0_SMCFCFG | SCR0_GSE |
					 SCR0_VMID16EN | SCR0_GFRE | SCR0_GFIE),
				 SCR0_USFCFG | SCR0_SMCFCFG | SCR0_GFRE | SCR0_GFIE);
		/* Running devices cause new fault records. */
		if (!t.busy)
			assert_int_equal(env_peek(&t.env, inst, ENV_GR0(SMMU_SGFSR)), 0);
		for (i = 0; i < t.env.num_cb; i++) {
			assert_false(env_peek(&t.env, inst, ENV_CB(i, SMMU_CB_ACTLR)) & ACTLR_CPRE);
			assert_int_equal(env_peek(&t.env, inst, ENV_CB(i, SMMU_CB_SCTLR)) & 0x81,
					 i == SMMU_CTX_IDENTITY);
		}
	}
}

static void take_over(void)
{
	watch();
	assert_int_equal(env_takeover(&t.env), 0);
	t.env.step = NULL;
	check_new();
	check_registers();
	assert_true(t.env.node.smmu.reg_writes == t.env.writes);
}

/* -- tests ------------------------------------------------------------------ */

static void test_from_reset(void **state)
{
	init(2, 128, 128);
	fw_scr0(0, SCR0_USFCFG);
	env_access(&t.env, 0, 0x7f, ENV_ID_BASE, false);
	assert_int_not_equal(env_peek(&t.env, 0, ENV_GR0(SMMU_SGFSR)), 0);
	fw_scr0(0, SCR0_CLIENTPD);
	t.never_fault = true;
	take_over();
	check_all_streams();
	env_fini(&t.env);
}

/* Firmware has left all groups invalid, what it can reach and its records dirty. */
static void test_worst_leftovers(void **state)
{
	unsigned int inst, round;

	for (round = 1; round <= 8; round++) {
		init(2, 16, 8);
		for (inst = 0; inst < 2; inst++) {
			mmu500_set_option(t.env.model[inst], MMU500_OPT_RESET_WORST,
					  2 * round + inst);
			mmu500_reset(t.env.model[inst]);
			fw_scr0(inst, round & 1 ? SCR0_USFCFG : SCR0_CLIENTPD);
		}
		t.never_fault = !(round & 1);
		take_over();
		check_all_streams();
		env_fini(&t.env);
	}
}

static void test_clientpd_hides_dirt(void **state)
{
	unsigned int inst, i;

	init(2, 16, 8);
	for (inst = 0; inst < 2; inst++) {
		for (i = 0; i < 8; i++)
			fw_bank_s1(inst, i, t.table[0], i, CBAR_S1);
		for (i = 0; i < 16; i++)
			fw_group(inst, i, SMR_VALID | 0x7fff0000, i & 1 ? S2CR_BYPASS : i % 8);
		fw_scr0(inst, SCR0_CLIENTPD);
	}
	t.busy = true;
	t.never_fault = true;
	take_over();
	env_fini(&t.env);
}

/* A display that firmware has left running on bank 0 loses no transaction. */
static void test_running_display(void **state)
{
	unsigned int inst;

	for (inst = 0; inst < 2; inst++) {
		unsigned int i;

		init(1, 16, 8);
		for (i = 0; i < NR_TOPOLOGY; i++)
			fw_group(0, 3 + i, SMR_EXACT(topology[i]), TRANSLATE(0));
		if (inst)
			fw_bank_s1(0, 0, t.table[0], 0, CBAR_S1);
		else
			fw_bank_s2(0, 0, t.table[1], 0);
		fw_scr0(0, SCR0_USFCFG);
		t.busy = true;
		t.never_fault = true;
		take_over();
		env_fini(&t.env);
	}
}

/* One instance of a pair translates already, the other is in its reset state. */
static void test_instances_differ(void **state)
{
	unsigned int on;

	for (on = 0; on < 2; on++) {
		init(2, 16, 8);
		fw_bank_s2(on, 0, t.table[1], 7);
		fw_group(on, 9, SMR_EXACT(topology[2]), TRANSLATE(0));
		fw_scr0(on, 0);
		fw_scr0(!on, SCR0_CLIENTPD);
		t.busy = true;
		take_over();
		/* The stream keeps the group by which it is matched. */
		assert_int_equal(t.env.node.groups[2], 9);
		env_fini(&t.env);
	}
}

/* A group matches one stream on one instance, and more on the other. */
static void test_instances_disagree(void **state)
{
	unsigned int exact;

	for (exact = 0; exact < 2; exact++) {
		init(2, 16, 8);
		fw_bank_s2(exact, 1, t.table[1], 7);
		fw_group(exact, 9, SMR_EXACT(topology[2]), TRANSLATE(1));
		fw_group(!exact, 9, SMR_VALID | 0x7fff0000, S2CR_BYPASS);
		fw_scr0(0, SCR0_USFCFG);
		fw_scr0(1, SCR0_USFCFG);
		t.busy = true;
		take_over();
		env_fini(&t.env);
	}
}

/* A transaction that firmware's bank has stalled is terminated, not resumed. */
static void test_stalled_transaction(void **state)
{
	init(1, 16, 8);
	fw_bank_s2(0, 1, t.table[1], 7);
	env_poke(&t.env, 0, ENV_CB(1, SMMU_CB_SCTLR), 0x61 | SCTLR_CFCFG);
	fw_group(0, 9, SMR_EXACT(topology[2]), TRANSLATE(1));
	fw_scr0(0, SCR0_USFCFG);
	assert_true(env_access(&t.env, 0, topology[2], 0x5000, true) == ~0ULL);
	assert_true(env_peek(&t.env, 0, ENV_CB(1, SMMU_CB_FSR)) & FSR_SS);
	take_over();
	assert_int_equal(t.env.terminated, 1);
	assert_int_equal(env_peek(&t.env, 0, ENV_CB(1, SMMU_CB_FSR)) & FSR_FAULTS, 0);
	env_fini(&t.env);
}

/* Stream-match entries conflict: when EL2 removes one, the other must not bypass. */
static void test_conflict_with_bypass(void **state)
{
	unsigned int wide;

	for (wide = 0; wide < 3; wide++) {
		init(1, 16, 8);
		fw_group(0, wide, SMR_VALID | 0x7fff0000, S2CR_BYPASS);
		fw_group(0, 1 + wide, SMR_EXACT(topology[0]), S2CR_BYPASS);
		fw_group(0, 5 + wide, SMR_EXACT(topology[0]), TRANSLATE(0));
		fw_scr0(0, SCR0_USFCFG | SCR0_SMCFCFG);
		t.busy = true;
		take_over();
		env_fini(&t.env);
	}
}

static void all_banks_selected(void)
{
	unsigned int i;

	init(1, 16, 4);
	for (i = 0; i < 4; i++) {
		fw_bank_s2(0, i, t.table[1], i);
		fw_group(0, i, SMR_EXACT(topology[i]), TRANSLATE(i));
	}
	fw_scr0(0, SCR0_USFCFG);
	t.busy = true;
	take_over();
	env_fini(&t.env);
}

/*
 * All banks are selected: there is no bank to stage on. Repeated, because it is random
 * whether a device's access would fill the TLB at the wrong time.
 */
static void test_no_free_bank(void **state)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		all_banks_selected();
}

/*
 * Builds a stage 1 table with a 2 MiB block. Its tables are at the same IPA in
 * firmware's stage 2 and in the identity table.
 */
static u64 build_stage1_over(u64 va, u64 ipa)
{
	u64 l1 = ENV_ID_BASE + 0x2000, l2 = ENV_ID_BASE + 0x3000;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		u64 off = i ? ENV_RAM_BASE + 0x140000 + ENV_ID_PAGES * 0x1000 - ENV_ID_BASE : 0;

		env_store(l1 + off + 8 * (va >> 30), l2 | 3);
		env_store(l2 + off + 8 * (va >> 21 & 0x1ff), ipa | 1 << 6 | 3 << 8 | BIT(10) | 1);
	}
	return l1;
}

/* The bank that no stream selects is the stage 2 of a nested bank. */
static void test_nested_stage2_is_selected(void **state)
{
	struct reach old;

	init(1, 16, 4);
	fw_bank_s2(0, 3, t.table[1], 9);
	fw_bank_s1(0, 1, build_stage1_over(0xc0000000, ENV_ID_BASE & ~0x1fffffULL), 9,
		   CBAR_NESTED(3));
	fw_group(0, 0, SMR_EXACT(topology[0]), TRANSLATE(1));
	fw_group(0, 1, SMR_VALID | 0x02, TRANSLATE(1));
	fw_scr0(0, SCR0_USFCFG);
	env_reach(&t.env, 0, 0x02, &old);
	assert_int_equal(old.nr, ENV_ID_PAGES);
	take_over();
	env_fini(&t.env);
}

/* The TLB holds firmware's entries with the VMID of the staging bank. */
static void test_stale_vmids(void **state)
{
	unsigned int vmid, i;

	init(1, 16, 4);
	fw_group(0, 3, SMR_EXACT(topology[0]), TRANSLATE(2));
	fw_scr0(0, SCR0_USFCFG);
	for (vmid = 0; vmid < 256; vmid++) {
		fw_bank_s2(0, 2, t.table[1], vmid);
		for (i = 0; i < ENV_ID_PAGES; i++)
			env_access(&t.env, 0, topology[0], ENV_ID_BASE + 0x1000 * i, true);
	}
	fw_bank_s2(0, 2, t.table[3], 7);
	t.busy = true;
	take_over();
	env_fini(&t.env);
}

/*
 * One instance has 16-bit VMIDs on, the other has not: firmware's VMID is in CBA2R there, and
 * in CBAR here. The model has no such bit: it is kept here.
 */
#define FW_VMID		255
#define STAGE		3

static unsigned int wide_inst;
static bool wide, staged[2];
static u32 last_cba2r[STAGE + 1];

static u64 read_wide(struct env *env, unsigned int inst, u64 off, u64 val)
{
	if (inst == wide_inst && off == ENV_GR1(SMMU_CBA2R(2)))
		return val | FIELD_PREP(CBA2R_VMID16, FW_VMID);
	return inst == wide_inst && off == ENV_GR0(SMMU_SCR0) && wide ? val | SCR0_VMID16EN : val;
}

/*
 * Where VMIDs have 16 bits a bank's is in CBA2R. It is the one in CBAR: a TLB that looks there
 * must not find entries of firmware's.
 */
static void expect_one_vmid(unsigned int inst, unsigned int bank, u32 cbar)
{
	if (inst == wide_inst && wide && FIELD_GET(CBAR_TYPE, cbar) == CBAR_TYPE_S2)
		assert_int_equal(FIELD_GET(CBA2R_VMID16, last_cba2r[bank]),
				 FIELD_GET(CBAR_VMID, cbar));
}

static bool write_wide(struct env *env, unsigned int inst, u64 off, u64 *val)
{
	unsigned int bank;

	for (bank = 0; bank <= STAGE; bank++) {
		if (off == ENV_GR1(SMMU_CBA2R(bank)))
			last_cba2r[bank] = *val;
		if (off == ENV_GR1(SMMU_CBAR(bank)))
			expect_one_vmid(inst, bank, *val);
	}
	if (off == ENV_GR0(SMMU_SCR0) && inst == wide_inst)
		wide = *val & SCR0_VMID16EN;
	if (off == ENV_GR1(SMMU_CBAR(STAGE)) && !staged[inst]) {
		staged[inst] = true;
		assert_int_not_equal(FIELD_GET(CBAR_VMID, *val), FW_VMID);
	}
	return true;
}

static void test_wide_vmids(void **state)
{
	unsigned int inst;

	for (wide_inst = 0; wide_inst < 2; wide_inst++) {
		init(2, 16, STAGE + 1);
		for (inst = 0; inst < 2; inst++) {
			fw_group(inst, 3, SMR_EXACT(topology[0]), TRANSLATE(2));
			fw_scr0(inst, SCR0_USFCFG);
			fw_bank_s2(inst, 2, t.table[1], 0);
			if (inst != wide_inst)
				env_poke(&t.env, inst, ENV_GR1(SMMU_CBAR(2)), FW_VMID);
			staged[inst] = false;
		}
		wide = true;
		t.env.peek = read_wide;
		t.env.filter = write_wide;
		assert_int_equal(env_takeover(&t.env), 0);
		assert_true(staged[0] && staged[1] && !wide);
		env_fini(&t.env);
	}
}

static void test_random_states(void **state)
{
	unsigned int round, inst, nr;

	env_seed();
	for (round = 0; round < 150; round++) {
		nr = 1 + env_random() % 2;
		init(nr, 6 + env_random() % 12, 2 + env_random() % 8);
		for (inst = 0; inst < nr; inst++)
			random_firmware(inst);
		t.busy = true;
		take_over();
		env_fini(&t.env);
	}
}

static void test_full_size(void **state)
{
	env_seed();
	init(2, 128, 128);
	random_firmware(0);
	random_firmware(1);
	t.busy = true;
	take_over();
	check_all_streams();
	env_fini(&t.env);
}

/* The n-th write is lost. */
static u64 lost_write;

static bool lose_one(struct env *env, unsigned int inst, u64 off, u64 *val)
{
	return env->writes != lost_write;
}

/* Write-only commands: their loss can't be detected. */
static bool is_command(u64 off)
{
	return off == SMMU_TLBIVMID || off == SMMU_TLBIALLH || off == SMMU_TLBIALLNSNH ||
	       off == SMMU_STLBGSYNC;
}

static u64 last_lost_off;

static void note_lost(struct env *env, unsigned int inst, u64 off, u64 val)
{
	if (env->writes == lost_write)
		last_lost_off = off;
	if (!is_command(last_lost_off))
		step(env, inst, off, val);
}

static int takeover_losing(u64 nr)
{
	init(2, 12, 6);
	random_firmware(0);
	random_firmware(1);
	lost_write = nr;
	last_lost_off = 0;
	watch();
	t.env.filter = lose_one;
	t.env.step = note_lost;
	return env_takeover(&t.env);
}

static void test_lost_writes(void **state)
{
	u64 nr, total = 500;
	int ret, errors = 0;

	env_seed();
	for (nr = 1; nr <= total; nr++) {
		ret = takeover_losing(nr);
		t.env.step = NULL;
		assert_true(ret == 0 || ret == -EIO);
		if (!ret && !is_command(last_lost_off))
			check_new();
		errors += ret == -EIO;
		env_fini(&t.env);
	}
	assert_true(errors > 50);
}

static void test_sync_never_ends(void **state)
{
	unsigned int stuck;

	for (stuck = 0; stuck < 2; stuck++) {
		init(2, 16, 8);
		random_firmware(0);
		random_firmware(1);
		mmu500_set_option(t.env.model[stuck], MMU500_OPT_SYNC_STUCK, 1);
		watch();
		assert_int_equal(env_takeover(&t.env), -ETIMEDOUT);
		env_fini(&t.env);
	}
}

static void test_prefetch_is_stuck(void **state)
{
	init(2, 16, 8);
	env_poke(&t.env, 1, ENV_GR0(SMMU_SACR), 0);
	env_poke(&t.env, 1, ENV_CB(5, SMMU_CB_ACTLR), ACTLR_CPRE);
	mmu500_set_option(t.env.model[1], MMU500_OPT_ACTLR_LOCKED, 1);
	assert_int_equal(env_takeover(&t.env), -EIO);
	env_fini(&t.env);
}

/* SMR bits that are not implemented: the entry would match other streams. */
static bool narrow_smr(struct env *env, unsigned int inst, u64 off, u64 *val)
{
	if (off >= SMMU_SMR(0) && off < SMMU_SMR(128))
		*val &= ~(1ULL << 6);
	return true;
}

static void test_smr_id_bits_missing(void **state)
{
	init(1, 16, 8);
	fw_scr0(0, SCR0_USFCFG);
	watch();
	t.env.filter = narrow_smr;
	assert_int_equal(env_takeover(&t.env), -EIO);
	env_fini(&t.env);
}

static void test_streams_must_be_distinct(void **state)
{
	static const u16 twice[] = { 1, 2, 1 }, masked[] = { 0x81 }, wide[] = { 0x8001 };
	u64 writes;

	init(1, 16, 8);
	writes = t.env.writes;
	env_streams(&t.env, twice, 3);
	assert_int_equal(env_takeover(&t.env), -EINVAL);
	env_streams(&t.env, masked, 1);
	assert_int_equal(env_takeover(&t.env), -EINVAL);
	env_streams(&t.env, wide, 1);
	assert_int_equal(env_takeover(&t.env), -EINVAL);
	t.env.node.smmu.nr_streams = 17;
	assert_int_equal(env_takeover(&t.env), -EINVAL);
	assert_int_equal(t.env.writes, writes);
	env_fini(&t.env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_reset),
		cmocka_unit_test(test_worst_leftovers),
		cmocka_unit_test(test_clientpd_hides_dirt),
		cmocka_unit_test(test_running_display),
		cmocka_unit_test(test_instances_differ),
		cmocka_unit_test(test_instances_disagree),
		cmocka_unit_test(test_stalled_transaction),
		cmocka_unit_test(test_conflict_with_bypass),
		cmocka_unit_test(test_no_free_bank),
		cmocka_unit_test(test_nested_stage2_is_selected),
		cmocka_unit_test(test_stale_vmids),
		cmocka_unit_test(test_wide_vmids),
		cmocka_unit_test(test_random_states),
		cmocka_unit_test(test_full_size),
		cmocka_unit_test(test_lost_writes),
		cmocka_unit_test(test_sync_never_ends),
		cmocka_unit_test(test_prefetch_is_stuck),
		cmocka_unit_test(test_smr_id_bits_missing),
		cmocka_unit_test(test_streams_must_be_distinct),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
