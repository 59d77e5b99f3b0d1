// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole path of an access: memory controller, SMMU pair, memory, with the real
 * models at their addresses and tables in a small DRAM.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "fabric/fabric.h"
#include "gpcdma/gpcdma.h"
#include "tegra234/mc.h"

#define DRAM_BASE	UINT64_C(0x80000000)
#define DRAM_SIZE	0x200000u
#define ALIAS		(UINT64_C(1) << 39)
#define TABLES		UINT64_C(0x80100000)
#define SECRET		UINT64_C(0x80040000)
#define TBU		2
#define SID_GPCDMA	0x04
#define CLIENT_VIW	0x72
#define CLIENT_UNNAMED	0x1f0

/* Registers of an SMMU, as the tests program them. */
#define SCR0		0x0u
#define SCR0_CLIENTPD	(UINT32_C(1) << 0)
#define SCR0_GFRE	(UINT32_C(1) << 1)
#define SCR0_USFCFG	(UINT32_C(1) << 10)
#define SMR(n)		(0x800u + 4 * (n))
#define S2CR(n)		(0xc00u + 4 * (n))
#define S2CR_BYPASS	(UINT32_C(1) << 16)
#define S2CR_FAULT	(UINT32_C(2) << 16)
#define CBAR(n)		(0x10000u + 4 * (n))
#define CBA2R(n)	(0x10800u + 4 * (n))
#define CB(n)		(0x800000u + 0x10000u * (n))
#define CB_SCTLR	0x0u
#define CB_TTBR0	0x20u
#define CB_TCR		0x30u
#define SCTLR_M_CFRE	((UINT32_C(1) << 0) | (UINT32_C(1) << 5))
/* 39-bit input from level 1, 4 KiB granule, 48-bit output */
#define VTCR		(25u | 1u << 6 | 5u << 16)

struct fixture {
	uint8_t dram[DRAM_SIZE];
	struct mc *mc;
	struct mmu500 *smmu[5];
	struct fabric *fabric;
	struct fabric_port port;
	struct fabric_trace last;
	unsigned int traces, mem_accesses;
	unsigned int pages, wholes;
	uint64_t reach_pa;
};

static enum bus_status dram_access(struct fixture *f, uint64_t pa, void *to, const void *from,
				   size_t len)
{
	uint64_t off = pa - DRAM_BASE;

	f->mem_accesses++;
	if (off >= DRAM_SIZE || len > DRAM_SIZE - off)
		return BUS_DECERR;
	memcpy(to ? to : f->dram + off, from ? from : f->dram + off, len);
	return BUS_OK;
}

static enum bus_status on_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	return dram_access(opaque, pa, buf, NULL, len);
}

static enum bus_status on_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	return dram_access(opaque, pa, NULL, buf, len);
}

static void on_trace(void *opaque, const struct fabric_trace *t)
{
	struct fixture *f = opaque;

	f->last = *t;
	f->last.txn = NULL;
	f->traces++;
}

static const struct bus_mem_ops mem_ops = { .read = on_read, .write = on_write };

static struct mmu500 *new_smmu(struct fixture *f, const char *name)
{
	struct mmu500_config cfg = {
		.name = name, .ids = &tegra234_mmu500_ids, .num_smrg = 128, .num_cb = 128,
		.mem = &mem_ops, .mem_opaque = f,
	};

	return mmu500_new(&cfg);
}

static struct fabric_config fabric_cfg(struct fixture *f)
{
	struct fabric_config cfg = {
		.mc = f->mc, .mem = &mem_ops, .mem_opaque = f,
		.smmu = {
			[SMMU_ISO] = { f->smmu[0], NULL },
			[SMMU_NISO0] = { f->smmu[1], f->smmu[2] },
			[SMMU_NISO1] = { f->smmu[3], f->smmu[4] },
		},
		.nr_smmu = { 1, 2, 2 },
		.trace = on_trace, .trace_opaque = f,
	};

	return cfg;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct fabric_config cfg;
	struct mc_config mc_cfg = tegra234_mc_config;
	int i;

	if (!f)
		return -1;
	mc_cfg.dram_size = DRAM_SIZE;
	f->mc = mc_new(&mc_cfg);
	for (i = 0; i < 5; i++)
		f->smmu[i] = new_smmu(f, "smmu");
	cfg = fabric_cfg(f);
	f->fabric = fabric_new(&cfg);
	f->port = (struct fabric_port){ f->fabric, SMMU_NISO0 };
	memset(f->dram + (SECRET - DRAM_BASE), 0x5a, 0x2000);
	*state = f;
	return f->fabric ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	int i;

	fabric_free(f->fabric);
	for (i = 0; i < 5; i++)
		mmu500_free(f->smmu[i]);
	mc_free(f->mc);
	free(f);
	return 0;
}

static void wr(struct fixture *f, int smmu, uint32_t off, uint32_t val)
{
	mmu500_mmio_write(f->smmu[smmu], off, val, 4);
}

/* All SMMUs are enabled, no group matches: every stream faults. */
static void close_all(struct fixture *f)
{
	int i;

	for (i = 0; i < 5; i++)
		wr(f, i, SCR0, SCR0_USFCFG | SCR0_GFRE);
}

static void match(struct fixture *f, int smmu, uint32_t n, uint32_t sid, uint32_t s2cr)
{
	wr(f, smmu, S2CR(n), s2cr);
	wr(f, smmu, SMR(n), UINT32_C(1) << 31 | UINT32_C(0x7f80) << 16 | sid);
}

static void put_entry(struct fixture *f, uint64_t table, unsigned int index, uint64_t val)
{
	memcpy(f->dram + (table - DRAM_BASE) + 8 * index, &val, 8);
}

/* One 4 KiB page at @ipa, in a bank of its own. */
static void map_page(struct fixture *f, int smmu, uint32_t bank, uint64_t tables, uint64_t ipa,
		     uint64_t pa)
{
	put_entry(f, tables, ipa >> 30 & 0x1ff, (tables + 0x1000) | 3);
	put_entry(f, tables + 0x1000, ipa >> 21 & 0x1ff, (tables + 0x2000) | 3);
	put_entry(f, tables + 0x2000, ipa >> 12 & 0x1ff,
		  pa | 3 | 0xfu << 2 | 3u << 6 | 3u << 8 | 1u << 10);
	wr(f, smmu, CBAR(bank), 1);
	wr(f, smmu, CBA2R(bank), 1);
	wr(f, smmu, CB(bank) + CB_TCR, VTCR);
	mmu500_mmio_write(f->smmu[smmu], CB(bank) + CB_TTBR0, tables, 8);
	wr(f, smmu, CB(bank) + CB_SCTLR, SCTLR_M_CFRE);
}

static struct bus_txn txn_of(unsigned int client, uint8_t sid, uint64_t addr)
{
	return (struct bus_txn){ .client = (uint16_t)client, .sid = sid, .tbu = TBU,
				 .addr = addr };
}

static enum bus_status load(struct fixture *f, unsigned int client, uint8_t sid, uint64_t addr,
			    uint8_t *byte)
{
	struct bus_txn txn = txn_of(client, sid, addr);

	return fabric_access(&f->port, &txn, byte, 1);
}

static uint64_t errors(struct fixture *f)
{
	struct mc_stats st;

	mc_get_stats(f->mc, &st);
	return st.errors;
}

static void reset_state_is_open(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;

	assert_int_equal(load(f, MC_CLIENT_AXISR, SID_GPCDMA, SECRET, &byte), BUS_OK);
	assert_int_equal(byte, 0x5a);
	assert_true(f->last.bypassed);
	assert_int_equal(f->last.node, SMMU_NISO0);
	assert_int_equal(f->traces, 1);
}

static void closed_smmu_faults_and_is_logged(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;

	close_all(f);
	assert_int_equal(load(f, MC_CLIENT_AXISR, SID_GPCDMA, SECRET, &byte), BUS_FAULT);
	assert_int_equal(byte, 0);
	assert_int_equal(errors(f), 1);
	assert_int_equal(f->traces, 1);
	assert_int_equal(f->last.stream, TBU << 10 | SID_GPCDMA);
	assert_int_equal(f->last.status, BUS_FAULT);
}

static void one_programmed_instance_has_an_effect(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;
	unsigned int i, bad = 0;

	wr(f, 1, SCR0, SCR0_USFCFG | SCR0_GFRE);
	for (i = 0; i < 16; i++)
		bad += load(f, MC_CLIENT_AXISR, SID_GPCDMA, SECRET + 0x1000 * i, &byte) != BUS_OK;
	assert_int_equal(bad, 8);
	wr(f, 2, SCR0, SCR0_USFCFG | SCR0_GFRE);
	for (i = 0; i < 16; i++)
		assert_int_equal(load(f, MC_CLIENT_AXISR, SID_GPCDMA, SECRET + 0x1000 * i, &byte),
				 BUS_FAULT);
}

static void translation(void **state)
{
	uint64_t iova = UINT64_C(0x12345000);
	struct fixture *f = *state;
	uint8_t byte = 0;
	int i;

	close_all(f);
	for (i = 1; i <= 2; i++) {
		map_page(f, i, 0, TABLES, iova, SECRET);
		match(f, i, 0, SID_GPCDMA, 0);
	}
	assert_int_equal(load(f, MC_CLIENT_AXISR, SID_GPCDMA, iova + 0x123, &byte), BUS_OK);
	assert_int_equal(byte, 0x5a);
	assert_true(f->last.pa == SECRET + 0x123);
	assert_false(f->last.bypassed);
	assert_int_equal(load(f, MC_CLIENT_AXISR, SID_GPCDMA, iova + 0x1000, &byte), BUS_FAULT);
	/* Another stream ID and another SMMU: nothing is mapped. */
	assert_int_equal(load(f, MC_CLIENT_AXISR, 0x05, iova, &byte), BUS_FAULT);
	assert_int_equal(load(f, MC_CLIENT_SDMMCRAB, SID_GPCDMA, iova, &byte), BUS_FAULT);
	assert_int_equal(f->last.node, SMMU_NISO1);
}

static void override_replaces_the_devices_sid(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;
	int i;

	close_all(f);
	for (i = 1; i <= 2; i++)
		match(f, i, 3, 0x33, S2CR_BYPASS);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 0x33, SECRET, &byte), BUS_OK);
	mc_mmio_write(f->mc, MC_REGION_SID, 8 * MC_CLIENT_AXISR + 4,
		      MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_NS, 4);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 0x33, SECRET, &byte), BUS_FAULT);
	assert_int_equal(f->last.stream, TBU << 10 | SID_GPCDMA);
}

static void sid_7f_bypasses(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;

	close_all(f);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 0x7f, SECRET, &byte), BUS_OK);
	assert_int_equal(byte, 0x5a);
	assert_int_equal(f->last.node, SMMU_NONE);
	assert_true(f->last.bypassed);
	mc_mmio_write(f->mc, MC_REGION_SID, 8 * MC_CLIENT_AXISR + 4,
		      MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_NS, 4);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 0x7f, SECRET, &byte), BUS_FAULT);
}

static void routes(void **state)
{
	static const struct {
		unsigned int client;
		unsigned int node;
	} want[] = {
		{ MC_CLIENT_AXISR, SMMU_NISO0 }, { MC_CLIENT_AXISW, SMMU_NISO0 },
		{ MC_CLIENT_SDMMCRAB, SMMU_NISO1 }, { MC_CLIENT_SDMMCWA, SMMU_NISO1 },
		{ MC_CLIENT_BPMPDMAW, SMMU_NISO1 }, { CLIENT_VIW, SMMU_ISO },
		{ 0, SMMU_NONE }, { CLIENT_UNNAMED, SMMU_NISO1 }, { BUS_CLIENT_NONE, SMMU_NISO1 },
	};
	struct fixture *f = *state;
	uint8_t byte;
	size_t i;

	f->port.node = SMMU_NISO1;
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_int_equal(load(f, want[i].client, 1, SECRET, &byte), BUS_OK);
		assert_int_equal(f->last.node, want[i].node);
	}
	close_all(f);
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(load(f, want[i].client, 1, SECRET, &byte),
				 want[i].node == SMMU_NONE ? BUS_OK : BUS_FAULT);
}

static void registers_are_unreachable(void **state)
{
	static const uint64_t regs[] = { 0x02c00000, 0x02600000, 0x0f400000, 0x12000000 };
	struct fixture *f = *state;
	uint8_t byte = 0x11;
	size_t i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		assert_int_equal(load(f, MC_CLIENT_AXISR, 4, regs[i], &byte), BUS_DECERR);
	assert_int_equal(byte, 0x11);
	assert_int_equal(errors(f), 4);
	/* The memory is not accessed. */
	assert_int_equal(f->mem_accesses, 0);
}

static void alias_is_the_same_memory(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = txn_of(MC_CLIENT_AXISW, 4, ALIAS | SECRET);
	uint8_t byte = 0x77;

	txn.write = true;
	assert_int_equal(fabric_access(&f->port, &txn, &byte, 1), BUS_OK);
	assert_int_equal(f->dram[SECRET - DRAM_BASE], 0x77);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 4, ALIAS | (SECRET + 1), &byte), BUS_OK);
	assert_int_equal(byte, 0x5a);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 4, ALIAS | 0x40000000, &byte), BUS_DECERR);
}

/* fabric_translate() has the same results and records as an access. */
static void translate_as_access(void **state)
{
	uint64_t iova = UINT64_C(0x12345000), pa = 0;
	struct fixture *f = *state;
	struct bus_txn txn = txn_of(MC_CLIENT_AXISR, SID_GPCDMA, iova + 0x123);
	int i;

	close_all(f);
	for (i = 1; i <= 2; i++) {
		map_page(f, i, 0, TABLES, iova, SECRET | ALIAS);
		match(f, i, 0, SID_GPCDMA, 0);
	}
	assert_int_equal(fabric_translate(&f->port, &txn, &pa), BUS_OK);
	assert_true(pa == SECRET + 0x123);
	assert_true(f->last.pa == (SECRET | ALIAS) + 0x123);
	assert_int_equal(f->traces, 1);
	txn.addr = iova + 0x1000;
	assert_int_equal(fabric_translate(&f->port, &txn, &pa), BUS_FAULT);
	assert_int_equal(errors(f), 1);
	assert_int_equal(f->traces, 2);
	txn = txn_of(0, 0, DRAM_BASE - 1);
	assert_int_equal(fabric_translate(&f->port, &txn, &pa), BUS_DECERR);
	assert_int_equal(errors(f), 2);
}

static void one_page_at_most(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = txn_of(MC_CLIENT_AXISR, 4, SECRET + 0xff0);
	uint8_t buf[0x1001];

	assert_int_equal(fabric_access(&f->port, &txn, buf, 0x10), BUS_OK);
	assert_int_equal(fabric_access(&f->port, &txn, buf, 0x11), BUS_SLVERR);
	assert_int_equal(fabric_access(&f->port, &txn, buf, 0), BUS_SLVERR);
	txn.addr = SECRET;
	assert_int_equal(fabric_access(&f->port, &txn, buf, 0x1000), BUS_OK);
	assert_int_equal(fabric_access(&f->port, &txn, buf, 0x1001), BUS_SLVERR);
	txn.addr = UINT64_MAX;
	assert_int_equal(fabric_access(&f->port, &txn, buf, 1), BUS_DECERR);
}

static void end_of_memory(void **state)
{
	struct fixture *f = *state;
	uint8_t byte;

	assert_int_equal(load(f, MC_CLIENT_AXISR, 4, DRAM_BASE + DRAM_SIZE - 1, &byte), BUS_OK);
	assert_int_equal(load(f, MC_CLIENT_AXISR, 4, DRAM_BASE + DRAM_SIZE, &byte), BUS_DECERR);
}

static void config_is_checked(void **state)
{
	struct fixture *f = *state;
	struct fabric_config cfg = fabric_cfg(f);
	struct fabric *bare;
	uint8_t byte;

	cfg.nr_smmu[SMMU_ISO] = 2;
	assert_null(fabric_new(&cfg));
	cfg.nr_smmu[SMMU_ISO] = 3;
	assert_null(fabric_new(&cfg));
	cfg = fabric_cfg(f);
	cfg.mc = NULL;
	assert_null(fabric_new(&cfg));
	/* A node without instances passes no access. */
	cfg = fabric_cfg(f);
	cfg.nr_smmu[SMMU_NISO0] = 0;
	bare = fabric_new(&cfg);
	f->port.fabric = bare;
	assert_int_equal(load(f, MC_CLIENT_AXISR, 4, SECRET, &byte), BUS_FAULT);
	fabric_free(bare);
}

static void on_visit(void *opaque, uint64_t va, uint64_t pa, uint64_t len, bool readable,
		     bool writable, bool from_tlb, bool whole)
{
	struct fixture *f = opaque;

	(void)va;
	(void)readable;
	(void)writable;
	(void)from_tlb;
	f->wholes += whole;
	f->pages += whole ? 0 : (unsigned int)(len / 0x1000);
	if (!whole)
		f->reach_pa = pa;
}

static void ask(struct fixture *f, uint8_t sid)
{
	struct bus_txn txn = txn_of(MC_CLIENT_AXISR, sid, 0);

	f->pages = 0;
	f->wholes = 0;
	f->reach_pa = 0;
	fabric_reach(&f->port, &txn, on_visit, f);
}

static void oracle(void **state)
{
	struct fixture *f = *state;

	/* Both instances bypass. */
	ask(f, SID_GPCDMA);
	assert_int_equal(f->wholes, 2);
	close_all(f);
	ask(f, SID_GPCDMA);
	assert_int_equal(f->wholes + f->pages, 0);
	/* Both are bypassed. */
	ask(f, 0x7f);
	assert_int_equal(f->wholes, 1);
	/* One page on one instance only. */
	map_page(f, 2, 0, TABLES, 0x1000, SECRET);
	match(f, 2, 0, SID_GPCDMA, 0);
	ask(f, SID_GPCDMA);
	assert_int_equal(f->wholes, 0);
	assert_int_equal(f->pages, 1);
	assert_true(f->reach_pa == SECRET);
	assert_int_equal(f->traces, 0);
}

/* The attack that this project prevents: DMA reads a guest's page. */
static void attack_by_the_dma_engine(void **state)
{
	struct fixture *f = *state;
	struct gpcdma_config cfg = {
		.read_client = MC_CLIENT_AXISR, .write_client = MC_CLIENT_AXISW, .tbu = TBU,
		.mem = &fabric_ops, .mem_opaque = &f->port,
	};
	uint32_t csr = GPCDMA_MEM2MEM << GPCDMA_CSR_DMA_SHIFT | GPCDMA_CSR_ONCE;
	uint64_t ch = GPCDMA_CHANNEL_BASE(1), dst = 0x80050000;
	struct gpcdma *dma = gpcdma_new(&cfg);
	int pass;

	for (pass = 0; pass < 2; pass++) {
		gpcdma_mmio_write(dma, ch + GPCDMA_MCSEQ, SID_GPCDMA | SID_GPCDMA << 7, 4);
		gpcdma_mmio_write(dma, ch + GPCDMA_SRC, SECRET, 4);
		gpcdma_mmio_write(dma, ch + GPCDMA_DST, dst + 0x1000 * pass, 4);
		gpcdma_mmio_write(dma, ch + GPCDMA_WCOUNT, 3, 4);
		gpcdma_mmio_write(dma, ch + GPCDMA_CSR, csr | GPCDMA_CSR_ENB, 4);
		while (gpcdma_run(dma, 4096))
			continue;
		close_all(f);
	}
	assert_int_equal(f->dram[dst - DRAM_BASE + 15], 0x5a);
	assert_int_equal(f->dram[dst - DRAM_BASE + 0x1000], 0);
	assert_int_not_equal(gpcdma_mmio_read(dma, ch + GPCDMA_ERR, 4), 0);
	gpcdma_free(dma);
}

static void fuzz_accesses(void **state)
{
	struct fixture *f = *state;
	uint8_t buf[0x1000];
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "fabric");
	close_all(f);
	match(f, 1, 0, SID_GPCDMA, S2CR_BYPASS);
	match(f, 3, 0, 0x11, S2CR_FAULT);
	for (i = 0; i < runs; i++) {
		struct bus_txn txn = {
			.client = (uint16_t)(rng_next(&r) >> rng_below(&r, 16)),
			.sid = (uint8_t)rng_next(&r), .tbu = (uint8_t)rng_next(&r),
			.write = rng_below(&r, 2), .priv = rng_below(&r, 2),
			.addr = rng_below(&r, 2) ? DRAM_BASE + rng_below(&r, DRAM_SIZE) :
						   rng_next(&r),
		};

		f->port.node = rng_below(&r, 6);
		fabric_access(&f->port, &txn, buf, rng_below(&r, 0x1000));
		fabric_reach(&f->port, &txn, on_visit, f);
	}
	assert_int_not_equal(f->traces, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(reset_state_is_open),
		T(closed_smmu_faults_and_is_logged),
		T(one_programmed_instance_has_an_effect),
		T(translation),
		T(override_replaces_the_devices_sid),
		T(sid_7f_bypasses),
		T(routes),
		T(registers_are_unreachable),
		T(alias_is_the_same_memory),
		T(translate_as_access),
		T(one_page_at_most),
		T(end_of_memory),
		T(config_is_checked),
		T(oracle),
		T(attack_by_the_dma_engine),
		T(fuzz_accesses),
	};

	return cmocka_run_group_tests_name("fabric", tests, NULL, NULL);
}
