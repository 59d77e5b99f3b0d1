// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random register accesses, tables and transactions. Sanitizers check memory accesses.
 * The oracle must predict each page that a transaction reaches. A translation reads at
 * most the descriptors of two nested walks, the second one for prefetch. FUZZ_RUNS and
 * SEED come from the environment; 0 means a new seed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mmu500/mmu500.h"
#include "tegra234/mmu500.h"

#define RAM_PAGES	64u
#define RAM_BASE	UINT64_C(0x80000000)
#define RAM_SIZE	(RAM_PAGES * 4096u)

struct fuzz {
	struct mmu500 *m;
	uint64_t rng;
	uint8_t ram[RAM_SIZE];
	uint64_t stalls, resumes;
	uint64_t reads, most_reads, translated, faulted, checked, bypassed;
	unsigned int level;
};

static uint64_t rnd(struct fuzz *f)
{
	f->rng ^= f->rng << 13;
	f->rng ^= f->rng >> 7;
	f->rng ^= f->rng << 17;
	return f->rng * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t below(struct fuzz *f, uint64_t n)
{
	return (rnd(f) >> 11) % n;
}

static enum bus_status mem_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	struct fuzz *f = opaque;

	f->reads++;
	if (pa < RAM_BASE || pa - RAM_BASE > RAM_SIZE - len)
		return BUS_DECERR;
	memcpy(buf, f->ram + (pa - RAM_BASE), len);
	return BUS_OK;
}

static void set_irq(void *opaque, unsigned int line, bool level)
{
	struct fuzz *f = opaque;

	if (line || f->level == level)
		abort();
	f->level = level;
}

static void hear_log(void *opaque, const char *msg)
{
	(void)opaque;
	if (!msg || strlen(msg) > 200)
		abort();
}

/* Only stalled transactions are resumed. */
static void resume(void *opaque, unsigned int bank, bool terminate)
{
	struct fuzz *f = opaque;

	(void)terminate;
	if (bank >= 5 || ++f->resumes > f->stalls)
		abort();
}

static void release(void *opaque, unsigned int bank, bool lost)
{
	(void)opaque;
	(void)lost;
	if (bank >= 5)
		abort();
}

/* Mostly plausible: valid bits, addresses in RAM; sometimes anything. */
static uint64_t random_desc(struct fuzz *f)
{
	uint64_t addr = RAM_BASE + below(f, RAM_PAGES) * 4096;

	switch (below(f, 8)) {
	case 0:
		return rnd(f);
	case 1:
		return 0;
	case 2:
		return addr | 0x4c1;
	default:
		return addr | (rnd(f) & UINT64_C(0x7860000000000cc0)) | 0x403;
	}
}

/* Sparse tables, to keep the oracle's enumeration short. */
static void random_tables(struct fuzz *f)
{
	uint64_t n = below(f, 4) + 1;

	while (n--) {
		uint64_t desc = random_desc(f);

		memcpy(f->ram + below(f, RAM_PAGES) * 4096 + below(f, 4) * 8, &desc, 8);
	}
}

static uint64_t random_offset(struct fuzz *f)
{
	static const uint16_t in_bank[] = {
		0x0, 0x4, 0x8, 0x10, 0x20, 0x24, 0x28, 0x30, 0x34, 0x38, 0x58, 0x5c, 0x60,
		0x68, 0x70, 0x600, 0x608, 0x610, 0x618, 0x620, 0x628, 0x630, 0x634, 0x638,
		0x7f0, 0x7f4, 0x800,
	};

	switch (below(f, 9)) {
	case 0:
		return rnd(f) & 0x1ffffff;
	case 8:
		return 0x30000 + (below(f, 2) ? below(f, 4) * 0x400 : 0xc00) + below(f, 160) * 4;
	case 1:
		return below(f, 0xd0) & ~UINT64_C(3);
	case 2:
		return 0x800 + below(f, 6) * 4;
	case 3:
		return 0xc00 + below(f, 6) * 4;
	case 4:
		return 0x10000 + below(f, 3) * 0x400 + below(f, 6) * 4;
	default:
		return 0x800000 + below(f, 5) * 0x10000 +
		       in_bank[below(f, sizeof(in_bank) / sizeof(in_bank[0]))];
	}
}

/* Registers that decide the shape of a walk get likely values more often. */
static uint64_t random_value(struct fuzz *f, uint64_t off)
{
	if (!below(f, 4))
		return rnd(f);
	if (off >= 0x800 && off < 0xc00)
		return UINT32_C(0x80000000) | below(f, 8) << 16 | below(f, 8);
	if (off >= 0xc00 && off < 0x1000)
		return below(f, 6) | (below(f, 8) ? 0 : below(f, 4) << 16);
	if (off >= 0x10000 && off < 0x10400)
		return below(f, 4) << 16 | below(f, 5) << 8 | below(f, 3);
	if (off >= 0x10800 && off < 0x10c00)
		return below(f, 4) != 0;
	if (off == 0)
		return 0x00200436 | (below(f, 16) == 0);
	switch (off & 0xffff) {
	case 0x0:
		return 0x161 | (rnd(f) & 0x688);
	case 0x10:
		return 7 << 15 | below(f, 2) << 4 | below(f, 8);
	case 0x20:
	case 0x28:
		return RAM_BASE + below(f, RAM_PAGES) * 4096;
	case 0x30:
		return (16 + below(f, 24)) | below(f, 4) << 6 | below(f, 2) << 14 |
		       below(f, 8) << 16 | below(f, 2) << 31;
	default:
		return rnd(f);
	}
}

static void random_access(struct fuzz *f)
{
	static const unsigned int sizes[] = { 4, 4, 4, 4, 8, 8, 1, 2 };
	uint64_t off = random_offset(f);
	unsigned int size = sizes[below(f, 8)];

	if (below(f, 3))
		mmu500_mmio_write(f->m, off, random_value(f, off), size);
	else
		mmu500_mmio_read(f->m, off, size);
}

/* The oracle's prediction for the transaction's page, made before it. */
#define MAX_PAGES	64u

struct expect {
	uint64_t va;
	bool write, whole;
	unsigned int nr;
	uint64_t pa[MAX_PAGES];
};

/*
 * The oracle sign-extends addresses, from bit 31 or above: compare only the lower
 * bits.
 */
static void look(void *opaque, uint64_t va, uint64_t pa, uint64_t len, bool readable,
		 bool writable, bool from_tlb, bool whole)
{
	struct expect *e = opaque;

	(void)len;
	(void)from_tlb;
	e->whole |= whole;
	if (whole || ((va ^ e->va) & UINT64_C(0x7ffff000)))
		return;
	if ((e->write ? writable : readable) && e->nr < MAX_PAGES)
		e->pa[e->nr++] = pa;
}

static bool foreseen(const struct expect *e, uint64_t pa)
{
	unsigned int i;

	if (e->whole && pa == e->va)
		return true;
	for (i = 0; i < e->nr; i++)
		if (e->pa[i] == pa)
			return true;
	return e->nr == MAX_PAGES;
}

static void hold(struct fuzz *f, const struct expect *e, uint16_t sid,
		 const struct mmu500_result *res)
{
	f->checked++;
	if (foreseen(e, res->pa & ~UINT64_C(0xfff)))
		return;
	printf("not ok 1 - stream 0x%x, address 0x%" PRIx64 ", pa 0x%" PRIx64
	       ": translated, but the oracle did not foresee it\n", sid, e->va, res->pa);
	exit(1);
}

/* Four levels of stage 1, each fetched through four of stage 2, and the page; twice. */
#define MAX_READS	(2u * (4 * 5 + 4))

static void count_reads(struct fuzz *f, uint16_t sid, const struct bus_txn *txn,
			struct mmu500_result *res)
{
	uint64_t before = f->reads;

	mmu500_translate(f->m, sid, txn, res);
	if (f->reads - before > f->most_reads)
		f->most_reads = f->reads - before;
	if (f->most_reads <= MAX_READS)
		return;
	printf("not ok 1 - stream 0x%x, address 0x%" PRIx64 ": a walk of %" PRIu64
	       " descriptors\n", sid, txn->addr, f->most_reads);
	exit(1);
}

/* The oracle must have predicted a bypass. */
static void hold_bypass(bool announced, uint16_t sid, const struct mmu500_result *res)
{
	if (announced || !res->bypassed)
		return;
	printf("not ok 1 - stream 0x%x bypassed, but the oracle did not foresee it\n", sid);
	exit(1);
}

static void swallow(void *opaque, const char *line)
{
	(void)opaque;
	if (!strchr(line, '\n'))
		return;
	printf("not ok 1 - a line of the view holds more than one\n");
	exit(1);
}

/* The text output works for any registers and tables. */
static void view(struct fuzz *f, uint16_t sid, uint64_t addr)
{
	if (!below(f, 16))
		mmu500_show_walk(f->m, sid, addr, swallow, NULL);
	if (!below(f, 256))
		mmu500_show(f->m, swallow, NULL);
}

static void random_txn(struct fuzz *f)
{
	uint16_t sid = (uint16_t)(below(f, 8) | (below(f, 4) ? 0 : rnd(f) & 0xffff));
	struct bus_txn txn = {
		.write = below(f, 2), .priv = below(f, 2), .insn = !below(f, 4),
		.addr = below(f, 4) << 30 | below(f, 4) << 21 | below(f, 4) << 12,
	};
	struct expect e = { .write = txn.write };
	bool held = !below(f, 32), announced;
	struct mmu500_result res;

	if (!below(f, 8))
		txn.addr = rnd(f);
	e.va = txn.addr & ~UINT64_C(0xfff);
	if (held)
		mmu500_reach(f->m, sid, look, &e);
	view(f, sid, txn.addr);
	announced = mmu500_may_bypass(f->m);
	count_reads(f, sid, &txn, &res);
	hold_bypass(announced, sid, &res);
	f->faulted += res.status != BUS_OK;
	f->translated += res.status == BUS_OK;
	f->bypassed += res.bypassed;
	f->stalls += res.recorded;
	if (held && res.status == BUS_OK)
		hold(f, &e, sid, &res);
}

static void put(struct fuzz *f, uint64_t table, unsigned int index, uint64_t desc)
{
	memcpy(f->ram + (table - RAM_BASE) + index * 8, &desc, 8);
}

static uint64_t random_page(struct fuzz *f)
{
	return RAM_BASE + below(f, RAM_PAGES) * 4096;
}

/* Three levels of valid tables for the addresses that random_txn() uses. */
static uint64_t deep_tables(struct fuzz *f)
{
	uint64_t root = random_page(f), mid = random_page(f), last = random_page(f);
	unsigned int i;

	for (i = 0; i < 4; i++) {
		put(f, root, i, mid | 3);
		put(f, mid, i, last | 3);
		put(f, last, i, random_page(f) | 0x4c3);
	}
	return root;
}

/* A stage 2 that maps RAM one to one by pages, for walks of stage 1. */
static uint64_t identity_tables(struct fuzz *f)
{
	uint64_t root = random_page(f), mid = random_page(f), last = random_page(f);
	unsigned int i;

	put(f, root, RAM_BASE >> 30, mid | 3);
	put(f, mid, 0, last | 3);
	for (i = 0; i < RAM_PAGES; i++)
		put(f, last, i, (RAM_BASE + i * 4096) | 0x4c3);
	return root;
}

static uint32_t short_page(struct fuzz *f)
{
	uint32_t type = (uint32_t)below(f, 4), page = (uint32_t)random_page(f);

	return (below(f, 4) ? page : page & ~UINT32_C(0xffff)) | 3u << 4 | 3u << 10 | type;
}

/* The same with AArch32 short descriptors and two first-level tables; TTBCR.N = 2. */
static void short_bank(struct fuzz *f, unsigned int bank)
{
	uint64_t frame = 0x800000 + 0x10000 * bank;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		uint64_t root = RAM_BASE + 16384 * below(f, RAM_PAGES / 4), last = random_page(f);
		uint64_t first = root - RAM_BASE + (i ? 0x1000 : 0);
		unsigned int n;

		for (n = 0; n < 8; n++) {
			uint32_t l1 = below(f, 4) ? (uint32_t)last | 1 : short_page(f);
			uint32_t l2 = short_page(f);

			memcpy(f->ram + first + 4 * n, &l1, 4);
			memcpy(f->ram + (last - RAM_BASE) + 4 * n, &l2, 4);
		}
		mmu500_mmio_write(f->m, frame + 0x20 + 8 * i, root, 4);
	}
	mmu500_mmio_write(f->m, 0x10800 + 4 * bank, 0, 4);
	mmu500_mmio_write(f->m, frame + 0x30, 2, 4);
	mmu500_mmio_write(f->m, frame + 0x34, below(f, 3), 4);
	mmu500_mmio_write(f->m, frame, 0x161 | (below(f, 2) << 2), 4);
}

/* A state with working translations: five banks of all kinds. */
static void plausible(struct fuzz *f)
{
	static const uint32_t kind[5] = { 0x0, 0x10000, 0x30002, 0x0, 0x10001 };
	unsigned int i;

	mmu500_mmio_write(f->m, 0, 0x00200436, 4);
	for (i = 0; i < 6; i++) {
		mmu500_mmio_write(f->m, 0xc00 + 4 * i, i % 5, 4);
		mmu500_mmio_write(f->m, 0x800 + 4 * i, UINT32_C(0x80000000) | i, 4);
	}
	for (i = 0; i < 5; i++) {
		uint64_t frame = 0x800000 + 0x10000 * i;
		uint32_t s1 = kind[i] >> 16;

		mmu500_mmio_write(f->m, 0x10000 + 4 * i, kind[i], 4);
		mmu500_mmio_write(f->m, 0x10800 + 4 * i, 1, 4);
		mmu500_mmio_write(f->m, frame + 0x10, 7 << 15 | 5, 4);
		mmu500_mmio_write(f->m, frame + 0x20,
				  i ? deep_tables(f) : identity_tables(f), 8);
		mmu500_mmio_write(f->m, frame + 0x30,
				  s1 ? 1 << 23 | 25 : 25 | 1 << 6 | 5 << 16, 4);
		mmu500_mmio_write(f->m, frame + 0x58, UINT32_MAX, 4);
		mmu500_mmio_write(f->m, frame, 0x161, 4);
	}
	if (below(f, 2))
		short_bank(f, (unsigned int)(1 + below(f, 4)));
}

static void one_round(struct fuzz *f)
{
	switch (below(f, 8)) {
	case 0:
	case 1:
		random_tables(f);
		break;
	case 2:
		random_access(f);
		break;
	default:
		random_txn(f);
	}
	if (!below(f, 5000))
		mmu500_reset(f->m);
	if (!below(f, 100))
		plausible(f);
}

static uint64_t from_env(const char *name, uint64_t other)
{
	const char *s = getenv(name);
	uint64_t v = s ? strtoull(s, NULL, 0) : 0;

	return v ? v : other;
}

#define ROUNDS_PER_START	2500

/*
 * Resets the state now and then. The TLB evicts nothing, tables fill up with entries that
 * link to each other, and the oracle reads all of them: rounds would get slower.
 */
static void start_over(struct fuzz *f)
{
	mmu500_reset(f->m);
	memset(f->ram, 0, sizeof(f->ram));
}

int main(void)
{
	static const struct bus_mem_ops mem = { .read = mem_read };
	static const struct bus_irq_ops irq = { .set = set_irq };
	struct fuzz *f = calloc(1, sizeof(*f));
	struct mmu500_config cfg = {
		.ids = &tegra234_mmu500_ids, .num_smrg = 6, .num_cb = 5,
		.mem = &mem, .mem_opaque = f,
		.irq = &irq, .irq_opaque = f, .log = hear_log,
		.resume = resume, .release = release, .resume_opaque = f,
	};
	uint64_t runs = from_env("FUZZ_RUNS", 200000), seed, i;

	if (!f)
		return 1;
	seed = from_env("SEED", (uint64_t)time(NULL));
	f->rng = seed;
	f->m = mmu500_new(&cfg);
	if (!f->m)
		return 1;
	printf("1..1\n# seed %" PRIu64 "\n", seed);
	fflush(stdout);
	for (i = 0; i < runs; i++) {
		if (!(i % ROUNDS_PER_START))
			start_over(f);
		one_round(f);
	}
	printf("# %" PRIu64 " rounds: %" PRIu64 " translated (%" PRIu64 " bypassed), %" PRIu64
	       " faulted, %" PRIu64 " compared with the oracle, %" PRIu64
	       " descriptors at most\n", runs, f->translated, f->bypassed, f->faulted,
	       f->checked, f->most_reads);
	printf("%s 1 - the oracle foresees everything that is reached\n",
	       f->translated > f->bypassed && f->checked ? "ok" : "not ok");
	mmu500_free(f->m);
	i = f->translated > f->bypassed && f->checked;
	free(f);
	return !i;
}
