// SPDX-License-Identifier: GPL-2.0-only
/* Scratch words, and the table that firmware plays back when the machine wakes up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pmc/pmc.h"

/* Above 4 GiB: the table's address has more bits than a register's. */
#define TABLE	UINT64_C(0x200003000)
#define PAIRS	1024u
#define REGS	UINT64_C(0x12000000)
#define NR_REGS	16u

struct fixture {
	struct pmc *pmc;
	uint32_t table[2 * PAIRS];
	uint32_t regs[NR_REGS];
	uint64_t order[NR_REGS];
	unsigned int writes;
	bool endless;		/* the table's pairs repeat in all of memory */
	unsigned int complaints;
};

static enum bus_status on_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	struct fixture *f = opaque;

	if (f->endless && pa >= TABLE + sizeof(f->table))
		pa = TABLE + pa % sizeof(f->table);
	if (pa < TABLE || pa - TABLE + len > sizeof(f->table))
		return BUS_DECERR;
	memcpy(buf, (uint8_t *)f->table + (pa - TABLE), len);
	return BUS_OK;
}

static enum bus_status on_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	struct fixture *f = opaque;

	if (pa < REGS || pa - REGS + len > sizeof(f->regs))
		return BUS_DECERR;
	assert_int_equal(len, 4);
	memcpy(&f->regs[(pa - REGS) / 4], buf, len);
	f->order[f->writes++ % NR_REGS] = pa;
	return BUS_OK;
}

static const struct bus_mem_ops mem_ops = { on_read, on_write };

static void on_log(void *opaque, const char *msg)
{
	struct fixture *f = opaque;

	(void)msg;
	f->complaints++;
}

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.pmc = pmc_new(&mem_ops, &f, on_log, &f);
	*state = &f;
	return f.pmc ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	pmc_free(f->pmc);
	return 0;
}

static void set_pair(struct fixture *f, unsigned int i, uint32_t reg, uint32_t val)
{
	f->table[2 * i] = reg;
	f->table[2 * i + 1] = val;
}

/* A head, @n pairs, an end. */
static void make_table(struct fixture *f, unsigned int n)
{
	unsigned int i;

	set_pair(f, 0, 0xcafe05c7, n + 1);
	for (i = 0; i < n; i++)
		set_pair(f, i + 1, (uint32_t)REGS + 4 * (i % NR_REGS), 0x8badf00d + i);
	set_pair(f, n + 1, 0xffffffff, 0xffffffff);
}

static void set_word(struct fixture *f, uint64_t table)
{
	pmc_mmio_write(f->pmc, 0x2ac, table >> 12, 4);
}

static void words_hold_what_is_written(void **state)
{
	struct fixture *f = *state;
	struct pmc *p = f->pmc;

	assert_int_equal(pmc_mmio_read(p, 0x2000, 4), 0);
	pmc_mmio_write(p, 0x2000, 0x12345678, 4);
	pmc_mmio_write(p, 0x2002, 0xab, 1);
	pmc_mmio_write(p, 0xfffc, 0x55, 4);
	assert_int_equal(pmc_mmio_read(p, 0x2000, 4), 0x12ab5678);
	assert_int_equal(pmc_mmio_read(p, 0x2002, 2), 0x12ab);
	assert_int_equal(pmc_mmio_read(p, 0xfffc, 4), 0x55);
	/* Shapes that it doesn't answer. */
	pmc_mmio_write(p, 0x2000, 0, 8);
	pmc_mmio_write(p, 0x2001, 0, 2);
	pmc_mmio_write(p, 0x10000, 1, 4);
	assert_int_equal(pmc_mmio_read(p, 0x2000, 4), 0x12ab5678);
	assert_int_equal(pmc_mmio_read(p, 0x2000, 8), 0);
	assert_int_equal(pmc_mmio_read(p, 0x10000, 4), 0);
	pmc_reset(p);
	assert_int_equal(pmc_mmio_read(p, 0x2000, 4), 0);
	assert_int_equal(pmc_mmio_read(p, 0xfffc, 4), 0);
}

static void a_table_is_played_in_order(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	make_table(f, NR_REGS);
	set_word(f, TABLE);
	assert_int_equal(pmc_wake(f->pmc), NR_REGS);
	for (i = 0; i < NR_REGS; i++) {
		assert_int_equal(f->regs[i], 0x8badf00d + i);
		assert_int_equal(f->order[i], REGS + 4 * i);
	}
	/* The word is kept: the next sleep ends the same way. */
	assert_int_equal(pmc_wake(f->pmc), NR_REGS);
}

static void without_the_word_nothing_is_played(void **state)
{
	struct fixture *f = *state;

	make_table(f, 3);
	assert_int_equal(pmc_wake(f->pmc), 0);
	set_word(f, TABLE + 0x1000);
	assert_int_equal(pmc_wake(f->pmc), 0);
	set_word(f, 0x5000);
	assert_int_equal(pmc_wake(f->pmc), 0);
	pmc_reset(f->pmc);
	assert_int_equal(pmc_wake(f->pmc), 0);
	assert_int_equal(f->writes, 0);
}

static void without_a_head_nothing_is_played(void **state)
{
	struct fixture *f = *state;

	make_table(f, 3);
	f->table[0] = 0xcafe05c8;
	set_word(f, TABLE);
	assert_int_equal(pmc_wake(f->pmc), 0);
	assert_int_equal(f->writes, 0);
}

/* The end is whichever comes first: the head's index, the mark, or that of memory. */
static void a_table_ends(void **state)
{
	struct fixture *f = *state;

	make_table(f, 5);
	f->table[1] = 3;
	set_word(f, TABLE);
	assert_int_equal(pmc_wake(f->pmc), 2);
	f->table[1] = 0xffffffff;
	set_pair(f, 7, (uint32_t)REGS, 1);
	assert_int_equal(pmc_wake(f->pmc), 5);
	/* Half a mark is a pair. */
	set_pair(f, 6, (uint32_t)REGS, 0xffffffff);
	set_pair(f, 7, 0xffffffff, 0xffffffff);
	assert_int_equal(pmc_wake(f->pmc), 6);
	f->table[1] = 0;
	assert_int_equal(pmc_wake(f->pmc), 0);
	make_table(f, PAIRS - 2);
	f->table[1] = 0xffffffff;
	set_pair(f, PAIRS - 1, (uint32_t)REGS, 7);
	assert_int_equal(pmc_wake(f->pmc), PAIRS - 1);
	assert_int_equal(f->regs[0], 7);
}

/* An address that nothing answers does not end the table. */
static void a_hole_is_skipped(void **state)
{
	struct fixture *f = *state;

	make_table(f, 3);
	set_pair(f, 2, 0x100, 1);
	set_word(f, TABLE);
	assert_int_equal(pmc_wake(f->pmc), 2);
	assert_int_equal(f->regs[2], 0x8badf00d + 2);
}

/* A host may write what it likes: the sleep ends all the same. */
static void a_table_without_end_is_cut(void **state)
{
	struct fixture *f = *state;

	make_table(f, PAIRS - 2);
	set_pair(f, PAIRS - 1, (uint32_t)REGS, 7);
	f->endless = true;
	set_word(f, TABLE);
	/* One pair in 1024 is the head again, whose register nothing answers. */
	f->table[1] = 0x10001;
	assert_int_equal(pmc_wake(f->pmc), 0x10000 - 63);
	assert_int_equal(f->complaints, 0);
	f->table[1] = 0x10002;
	assert_int_equal(pmc_wake(f->pmc), 0x10000 - 63);
	assert_int_equal(f->complaints, 1);
	f->table[1] = 0xffffffff;
	assert_int_equal(pmc_wake(f->pmc), 0x10000 - 63);
	assert_int_equal(f->complaints, 2);
}

static void memory_is_needed(void **state)
{
	(void)state;
	assert_null(pmc_new(NULL, NULL, NULL, NULL));
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(words_hold_what_is_written),
		TEST(a_table_is_played_in_order),
		TEST(without_the_word_nothing_is_played),
		TEST(without_a_head_nothing_is_played),
		TEST(a_table_ends),
		TEST(a_hole_is_skipped),
		TEST(a_table_without_end_is_cut),
		TEST(memory_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
