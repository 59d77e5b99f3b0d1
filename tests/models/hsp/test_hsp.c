// SPDX-License-Identifier: GPL-2.0-only
/*
 * The HSP model: layout of its pages, doorbells in both directions, mailboxes and their
 * level interrupts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "tegra234/hsp.h"

#define DB(i)	(UINT64_C(0x90000) + HSP_DB_STRIDE * (i))
#define SM(i)	(UINT64_C(0x10000) + UINT64_C(0x8000) * (i))

struct fixture {
	struct hsp *hsp;
	uint32_t lines;
	unsigned int rings;
	unsigned int last_db, last_master;
	bool answer;
	unsigned int mails, last_sm;
	bool empties;
};

static void on_irq(void *opaque, unsigned int line, bool level)
{
	struct fixture *f = opaque;

	assert_true(line < 16);
	assert_true(level != !!(f->lines & (UINT32_C(1) << line)));
	f->lines ^= UINT32_C(1) << line;
}

static void on_ring(void *opaque, unsigned int db, unsigned int master)
{
	struct fixture *f = opaque;

	f->rings++;
	f->last_db = db;
	f->last_master = master;
	if (f->answer)
		hsp_ring(f->hsp, HSP_DB_CCPLEX, HSP_MASTER_BPMP);
}

static void on_mailbox(void *opaque, unsigned int sm)
{
	struct fixture *f = opaque;

	f->mails++;
	f->last_sm = sm;
	if (f->empties)
		hsp_mailbox_write(f->hsp, sm, 0);
}

static const struct bus_irq_ops irq_ops = { .set = on_irq };

static int setup(void **state)
{
	static struct fixture f;
	struct hsp_config cfg = tegra234_hsp_top0_config;

	memset(&f, 0, sizeof(f));
	cfg.irq = &irq_ops;
	cfg.irq_opaque = &f;
	cfg.ring = on_ring;
	cfg.ring_opaque = &f;
	cfg.mailbox = on_mailbox;
	cfg.mailbox_opaque = &f;
	f.hsp = hsp_new(&cfg);
	*state = &f;
	return f.hsp ? 0 : -1;
}

static int teardown(void **state)
{
	hsp_free(((struct fixture *)*state)->hsp);
	return 0;
}

static uint32_t rd(struct fixture *f, uint64_t off)
{
	return (uint32_t)hsp_mmio_read(f->hsp, off, 4);
}

static void wr(struct fixture *f, uint64_t off, uint32_t val)
{
	hsp_mmio_write(f->hsp, off, val, 4);
}

static void layout(void **state)
{
	struct fixture *f = *state;
	struct hsp *aon;

	assert_int_equal(rd(f, HSP_INT_DIMENSIONING), 0x87228);
	assert_int_equal(hsp_db_offset(f->hsp), 0x90000);
	assert_int_equal(hsp_mmio_size(f->hsp), 0xa0000);
	aon = hsp_new(&tegra234_hsp_aon_config);
	assert_non_null(aon);
	assert_int_equal(hsp_mmio_size(aon), 0x90000);
	assert_int_equal(hsp_mmio_read(aon, HSP_INT_DIMENSIONING, 4) >> 12 & 0xf, 0);
	hsp_free(aon);
}

static void config_is_checked(void **state)
{
	struct hsp_config cfg = tegra234_hsp_top0_config;
	struct hsp *hsp;

	(void)state;
	cfg.nr_sm = 16;
	assert_null(hsp_new(&cfg));
	cfg = tegra234_hsp_top0_config;
	cfg.nr_db = 16;
	assert_null(hsp_new(&cfg));
	/* At the largest size the last doorbell is the last there is. */
	cfg.nr_db = 15;
	hsp = hsp_new(&cfg);
	assert_non_null(hsp);
	hsp_ring(hsp, 15, 3);
	hsp_ring(hsp, 14, 3);
	assert_int_equal(hsp_mmio_read(hsp, DB(14) + HSP_DB_RAW, 4), 8);
	hsp_free(hsp);
}

static void ring_bpmp(void **state)
{
	struct fixture *f = *state;

	assert_true(rd(f, DB(HSP_DB_BPMP) + HSP_DB_ENABLE) & UINT32_C(1) << HSP_MASTER_CCPLEX);
	wr(f, DB(HSP_DB_BPMP) + HSP_DB_TRIGGER, 1);
	assert_int_equal(f->rings, 1);
	assert_int_equal(f->last_db, HSP_DB_BPMP);
	assert_int_equal(f->last_master, HSP_MASTER_CCPLEX);
	assert_int_equal(rd(f, DB(HSP_DB_BPMP) + HSP_DB_PENDING), 0);
	assert_int_equal(f->lines, 0);
}

static void disabled_ring_waits(void **state)
{
	struct fixture *f = *state;

	wr(f, DB(HSP_DB_BPMP) + HSP_DB_ENABLE, 0);
	wr(f, DB(HSP_DB_BPMP) + HSP_DB_TRIGGER, 1);
	assert_int_equal(f->rings, 0);
	assert_int_equal(rd(f, DB(HSP_DB_BPMP) + HSP_DB_RAW), UINT32_C(1) << HSP_MASTER_CCPLEX);
	wr(f, DB(HSP_DB_BPMP) + HSP_DB_ENABLE, UINT32_C(1) << HSP_MASTER_CCPLEX);
	assert_int_equal(f->rings, 1);
	assert_int_equal(rd(f, DB(HSP_DB_BPMP) + HSP_DB_RAW), 0);
}

static void bpmp_rings_cpu(void **state)
{
	struct fixture *f = *state;

	hsp_ring(f->hsp, HSP_DB_CCPLEX, HSP_MASTER_BPMP);
	assert_int_equal(f->lines, 0);
	wr(f, DB(HSP_DB_CCPLEX) + HSP_DB_ENABLE, UINT32_C(1) << HSP_MASTER_BPMP);
	assert_int_equal(f->lines, UINT32_C(1) << HSP_IRQ_DOORBELL);
	assert_int_equal(rd(f, DB(HSP_DB_CCPLEX) + HSP_DB_PENDING), UINT32_C(1) << HSP_MASTER_BPMP);
	wr(f, DB(HSP_DB_CCPLEX) + HSP_DB_PENDING, UINT32_C(1) << HSP_MASTER_BPMP);
	assert_int_equal(f->lines, 0);
	assert_int_equal(rd(f, DB(HSP_DB_CCPLEX) + HSP_DB_RAW), 0);
}

static void answer_from_within_the_ring(void **state)
{
	struct fixture *f = *state;

	f->answer = true;
	wr(f, DB(HSP_DB_CCPLEX) + HSP_DB_ENABLE, UINT32_C(1) << HSP_MASTER_BPMP);
	wr(f, DB(HSP_DB_BPMP) + HSP_DB_TRIGGER, 1);
	assert_int_equal(f->lines, UINT32_C(1) << HSP_IRQ_DOORBELL);
}

static void mailbox_interrupts(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, HSP_INT_IR), 0xff);
	wr(f, HSP_INT_IE(2), UINT32_C(1) << 11);
	assert_int_equal(f->lines, 0);
	wr(f, SM(3), 0x80000041);
	assert_int_equal(rd(f, HSP_INT_IR), 0x08f7);
	assert_int_equal(f->lines, UINT32_C(1) << HSP_IRQ_SHARED(2));
	assert_int_equal(rd(f, SM(3)), 0x80000041);
	wr(f, SM(3), 0);
	assert_int_equal(f->lines, 0);
	wr(f, HSP_INT_IE(0), 1);
	assert_int_equal(f->lines, UINT32_C(1) << HSP_IRQ_SHARED(0));
	wr(f, HSP_INT_IE(0), 0);
	assert_int_equal(f->lines, 0);
}

static void wide_mailbox(void **state)
{
	struct fixture *f = *state;

	wr(f, SM(7) + 0x54, 0x1234);
	assert_int_equal(rd(f, HSP_INT_IR) >> 8, 0);
	wr(f, SM(7) + 0x40, 0x80000000);
	assert_int_equal(rd(f, HSP_INT_IR) >> 8, 0x80);
	assert_int_equal(rd(f, SM(7) + 0x54), 0x1234);
	assert_int_equal(rd(f, SM(6) + 0x54), 0);
}

static void semaphores(void **state)
{
	struct fixture *f = *state;

	wr(f, 0x50004, 0x30);
	wr(f, 0x50008, 0x10);
	assert_int_equal(rd(f, 0x50000), 0x20);
	assert_int_equal(rd(f, 0x60000), 0);
	assert_int_equal(rd(f, 0x70000), 0);
}

/* The kernel driver's writes to send, and their effect at the other end. */
static void mailbox_to_another_processor(void **state)
{
	struct fixture *f = *state;

	wr(f, SM(1), 0x80000041);
	assert_int_equal(f->mails, 1);
	assert_int_equal(f->last_sm, 1);
	assert_int_equal(hsp_mailbox_read(f->hsp, 1), 0x80000041);
	wr(f, HSP_INT_IE(1), UINT32_C(1) << 1);
	assert_int_equal(f->lines, 0);
	hsp_mailbox_write(f->hsp, 1, 0);
	assert_int_equal(f->lines, UINT32_C(1) << HSP_IRQ_SHARED(1));
	assert_int_equal(rd(f, SM(1)), 0);
	f->empties = true;
	wr(f, SM(1), 0x80000042);
	assert_int_equal(rd(f, SM(1)), 0);
	assert_int_equal(hsp_mailbox_read(f->hsp, 8), 0);
	hsp_mailbox_write(f->hsp, 8, 0x80000000);
	assert_int_equal(rd(f, HSP_INT_IR), 0xff);
	assert_int_equal(f->mails, 2);
}

static void mailbox_from_another_processor(void **state)
{
	struct fixture *f = *state;

	wr(f, HSP_INT_IE(0), UINT32_C(1) << 8);
	hsp_mailbox_write(f->hsp, 0, 0x81000058);
	assert_int_equal(f->lines, UINT32_C(1) << HSP_IRQ_SHARED(0));
	assert_int_equal(rd(f, SM(0)), 0x81000058);
	assert_int_equal(f->mails, 0);
	wr(f, SM(0), 0);
	assert_int_equal(f->lines, 0);
	assert_int_equal(f->mails, 1);
}

#define AS(i)	(UINT64_C(0x70000) + UINT64_C(0x10000) * (i))

static void arbitrated_semaphores(void **state)
{
	struct fixture *f = *state;

	wr(f, AS(1) + HSP_AS_GET, 0x3);
	assert_int_equal(rd(f, AS(1) + HSP_AS_GRANTED), 0x3);
	assert_int_equal(rd(f, AS(0) + HSP_AS_GRANTED), 0);
	assert_int_equal(hsp_semaphore_try(f->hsp, 1, 0x6), 0x4);
	assert_int_equal(hsp_semaphore_try(f->hsp, 1, 0x6), 0x4);
	/* Resource 2 is held by another requester: a request waits until it is released. */
	wr(f, AS(1) + HSP_AS_GET, 0x6);
	assert_int_equal(rd(f, AS(1) + HSP_AS_GRANTED), 0x3);
	assert_int_equal(rd(f, AS(1) + HSP_AS_REQUESTED), 0x4);
	wr(f, AS(1) + HSP_AS_PUT, 0x6);
	assert_int_equal(rd(f, AS(1) + HSP_AS_GRANTED), 0x1);
	assert_int_equal(rd(f, AS(1) + HSP_AS_REQUESTED), 0x4);
	hsp_semaphore_put(f->hsp, 1, 0x4);
	assert_int_equal(rd(f, AS(1) + HSP_AS_GRANTED), 0x5);
	assert_int_equal(rd(f, AS(1) + HSP_AS_REQUESTED), 0);
	/* Only the holder can release it. */
	hsp_semaphore_put(f->hsp, 1, 0x1);
	assert_int_equal(rd(f, AS(1) + HSP_AS_GRANTED), 0x5);
	assert_int_equal(hsp_semaphore_try(f->hsp, 2, 1), 0);
	hsp_semaphore_put(f->hsp, 2, 1);
	hsp_reset(f->hsp);
	assert_int_equal(rd(f, AS(1) + HSP_AS_GRANTED), 0);
}

static void reset_restores_firmware_state(void **state)
{
	struct fixture *f = *state;

	wr(f, DB(HSP_DB_BPMP) + HSP_DB_ENABLE, 0);
	wr(f, DB(HSP_DB_CCPLEX) + HSP_DB_ENABLE, UINT32_MAX);
	hsp_ring(f->hsp, HSP_DB_CCPLEX, 1);
	assert_int_not_equal(f->lines, 0);
	hsp_reset(f->hsp);
	assert_int_equal(f->lines, 0);
	wr(f, DB(HSP_DB_BPMP) + HSP_DB_TRIGGER, 1);
	assert_int_equal(f->rings, 1);
}

static void out_of_range(void **state)
{
	struct fixture *f = *state;

	hsp_ring(f->hsp, 7, 1);
	hsp_ring(f->hsp, UINT32_MAX, 1);
	hsp_ring(f->hsp, HSP_DB_CCPLEX, 32);
	assert_int_equal(rd(f, DB(HSP_DB_CCPLEX) + HSP_DB_RAW), 0);
	wr(f, DB(7) + HSP_DB_TRIGGER, 1);
	hsp_mmio_write(f->hsp, DB(HSP_DB_BPMP), 1, 8);
	hsp_mmio_write(f->hsp, UINT64_MAX & ~UINT64_C(3), 1, 4);
	assert_int_equal(f->rings, 0);
}

static void fuzz_registers(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "hsp");
	f->answer = true;
	for (i = 0; i < runs; i++) {
		uint64_t off = rng_below(&r, 2) ? rng_next(&r) % 0xb0000 :
						  DB(rng_below(&r, 9)) + 4 * rng_below(&r, 4);

		if (rng_below(&r, 4))
			off &= ~UINT64_C(3);
		if (rng_below(&r, 2))
			hsp_mmio_write(f->hsp, off, rng_next(&r), 4);
		else
			hsp_mmio_read(f->hsp, off, 1u << rng_below(&r, 4));
		hsp_ring(f->hsp, rng_below(&r, 10), rng_below(&r, 40));
		hsp_mailbox_write(f->hsp, rng_below(&r, 10), (uint32_t)rng_next(&r));
		hsp_semaphore_try(f->hsp, rng_below(&r, 4), (uint32_t)rng_next(&r));
		hsp_semaphore_put(f->hsp, rng_below(&r, 4), (uint32_t)rng_next(&r));
		f->empties = rng_below(&r, 2);
		assert_int_equal(f->lines & 1, !!rd(f, DB(HSP_DB_CCPLEX) + HSP_DB_PENDING));
	}
	assert_int_equal(rd(f, HSP_INT_DIMENSIONING), 0x87228);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(layout),
		T(config_is_checked),
		T(ring_bpmp),
		T(disabled_ring_waits),
		T(bpmp_rings_cpu),
		T(answer_from_within_the_ring),
		T(mailbox_interrupts),
		T(wide_mailbox),
		T(semaphores),
		T(mailbox_to_another_processor),
		T(mailbox_from_another_processor),
		T(arbitrated_semaphores),
		T(reset_restores_firmware_state),
		T(out_of_range),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("hsp", tests, NULL, NULL);
}
