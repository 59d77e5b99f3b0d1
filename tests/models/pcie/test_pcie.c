// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCIe controller: conditions for the link, windows, interrupts, values that a
 * driver reads back, reset.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "pcie/pcie.h"

#define DBI	UINT64_C(0x36080000)
#define ATU	UINT64_C(0x36040000)
#define ENABLE	PCIE_ATU_CTRL2_ENABLE

struct fixture {
	struct pcie *p;
	bool up;
	unsigned int links, persts, logged;
	bool level[2];
};

static void on_irq(void *opaque, unsigned int line, bool level)
{
	struct fixture *f = opaque;

	assert_true(line < 2);
	assert_true(f->level[line] != level);
	f->level[line] = level;
}

static void on_link(void *opaque, bool up)
{
	struct fixture *f = opaque;

	assert_true(f->up != up);
	f->up = up;
	f->links++;
}

static void on_perst(void *opaque)
{
	((struct fixture *)opaque)->persts++;
}

static void on_log(void *opaque, const char *msg)
{
	assert_non_null(msg);
	((struct fixture *)opaque)->logged++;
}

static const struct bus_irq_ops irq_ops = { .set = on_irq };

static int setup(void **state)
{
	static struct fixture f;
	struct pcie_config cfg = {
		.dbi_base = DBI, .atu_base = ATU, .irq = &irq_ops, .irq_opaque = &f,
		.link = on_link, .perst = on_perst, .opaque = &f,
		.log = on_log, .log_opaque = &f,
	};

	memset(&f, 0, sizeof(f));
	f.p = pcie_new(&cfg);
	*state = &f;
	return f.p ? 0 : -1;
}

static int teardown(void **state)
{
	pcie_free(((struct fixture *)*state)->p);
	return 0;
}

static uint32_t appl(struct fixture *f, uint32_t off)
{
	return (uint32_t)pcie_appl_read(f->p, off, 4);
}

static void set_appl(struct fixture *f, uint32_t off, uint32_t val)
{
	pcie_appl_write(f->p, off, val, 4);
}

/* The driver's steps, without the last one. */
static void prepare(struct fixture *f)
{
	pcie_set_present(f->p, true);
	pcie_set_enabled(f->p, true);
	set_appl(f, PCIE_APPL_CFG_BASE, (uint32_t)DBI);
	set_appl(f, PCIE_APPL_ATU_BASE, (uint32_t)ATU);
	set_appl(f, PCIE_APPL_DM_TYPE, PCIE_APPL_DM_TYPE_RP);
	set_appl(f, PCIE_APPL_CTRL, PCIE_APPL_CTRL_LTSSM_EN);
}

static void start(struct fixture *f)
{
	prepare(f);
	set_appl(f, PCIE_APPL_PINMUX, PCIE_APPL_PINMUX_PEX_RST);
}

static uint32_t ltssm(struct fixture *f)
{
	return appl(f, PCIE_APPL_DEBUG) >> PCIE_APPL_DEBUG_LTSSM_SHIFT & 0x3f;
}

/* ---- link ---- */

static void link_comes_up(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	assert_false(f->up);
	assert_int_equal(appl(f, PCIE_APPL_LINK_STATUS), 0);
	assert_int_equal(ltssm(f), PCIE_LTSSM_DETECT_QUIET);
	start(f);
	assert_true(f->up && pcie_link_is_up(f->p));
	assert_int_equal(appl(f, PCIE_APPL_LINK_STATUS), PCIE_APPL_LINK_STATUS_UP);
	assert_int_equal(ltssm(f), PCIE_LTSSM_L0);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_DEBUG0, 4), PCIE_LTSSM_L0);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_DEBUG1, 4), PCIE_PORT_DEBUG1_LINK_UP);
	assert_int_equal(f->links, 1);
}

/* Each condition of the link is missing, one at a time. */
static void link_needs_all(void **state)
{
	struct fixture *f = *state;

	start(f);
	pcie_set_present(f->p, false);
	assert_false(f->up);
	pcie_set_present(f->p, true);
	assert_true(f->up);
	set_appl(f, PCIE_APPL_DM_TYPE, 0);
	assert_false(f->up);
	set_appl(f, PCIE_APPL_DM_TYPE, PCIE_APPL_DM_TYPE_RP);
	assert_true(f->up);
	set_appl(f, PCIE_APPL_CTRL, 0);
	assert_false(f->up);
	set_appl(f, PCIE_APPL_CTRL, PCIE_APPL_CTRL_LTSSM_EN);
	assert_true(f->up);
	pcie_reset_line(f->p, PCIE_RESET_CORE, true);
	assert_false(f->up);
	pcie_reset_line(f->p, PCIE_RESET_CORE, false);
	assert_true(f->up);
	pcie_set_enabled(f->p, false);
	assert_false(f->up);
}

static void perst_resets(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(f->persts, 0);
	set_appl(f, PCIE_APPL_PINMUX, 0);
	assert_int_equal(f->persts, 1);
	assert_false(f->up);
	set_appl(f, PCIE_APPL_PINMUX, 0);
	assert_int_equal(f->persts, 1);
}

static void turned_off_until_reset(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	set_appl(f, PCIE_APPL_RADM_STATUS, PCIE_APPL_RADM_STATUS_TURNOFF);
	assert_int_equal(appl(f, PCIE_APPL_DEBUG) & PCIE_APPL_DEBUG_IN_L2, 0);
	start(f);
	set_appl(f, PCIE_APPL_RADM_STATUS, PCIE_APPL_RADM_STATUS_TURNOFF);
	assert_int_equal(appl(f, PCIE_APPL_RADM_STATUS), 0);
	assert_false(f->up);
	assert_int_equal(appl(f, PCIE_APPL_DEBUG) & PCIE_APPL_DEBUG_IN_L2,
			 PCIE_APPL_DEBUG_IN_L2);
	assert_int_equal(ltssm(f), PCIE_LTSSM_L2_IDLE);
	set_appl(f, PCIE_APPL_PINMUX, 0);
	set_appl(f, PCIE_APPL_PINMUX, PCIE_APPL_PINMUX_PEX_RST);
	assert_true(f->up);
}

/* ---- decoding ---- */

static void off_until_enabled(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(appl(f, PCIE_APPL_CTRL), UINT32_MAX);
	set_appl(f, PCIE_APPL_CTRL, 0x55);
	assert_int_equal(f->logged, 2);
	assert_int_equal(pcie_appl_read(f->p, 0, 1), 0xff);
	pcie_set_enabled(f->p, true);
	assert_int_equal(appl(f, PCIE_APPL_CTRL), 0);
	pcie_reset_line(f->p, PCIE_RESET_APB, true);
	assert_int_equal(appl(f, PCIE_APPL_CTRL), UINT32_MAX);
}

static void bases_must_be_right(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	assert_true(pcie_dbi_answers(f->p));
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_OUT(0), 4), 0);
	set_appl(f, PCIE_APPL_CFG_BASE, (uint32_t)ATU);
	set_appl(f, PCIE_APPL_ATU_BASE, (uint32_t)DBI);
	assert_false(pcie_dbi_answers(f->p));
	pcie_atu_write(f->p, PCIE_ATU_OUT(0), 1, 4);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_OUT(0), 4), UINT32_MAX);
	prepare(f);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_OUT(0), 4), 0);
	pcie_reset_line(f->p, PCIE_RESET_CORE, true);
	assert_false(pcie_dbi_answers(f->p));
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_OUT(0), 4), UINT32_MAX);
}

static void resets_forget(void **state)
{
	struct fixture *f = *state;

	start(f);
	set_appl(f, 0x110, 0x1234);
	pcie_atu_write(f->p, PCIE_ATU_OUT(3) + PCIE_ATU_CTRL2, ENABLE, 4);
	pcie_port_write(f->p, 0x710, 0x55, 4);
	pcie_reset_line(f->p, PCIE_RESET_CORE, true);
	pcie_reset_line(f->p, PCIE_RESET_CORE, false);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_OUT(3) + PCIE_ATU_CTRL2, 4), 0);
	assert_int_equal(pcie_port_read(f->p, 0x710, 4), 0);
	assert_int_equal(appl(f, 0x110), 0x1234);
	pcie_reset_line(f->p, PCIE_RESET_APB, true);
	pcie_reset_line(f->p, PCIE_RESET_APB, false);
	assert_int_equal(appl(f, 0x110), 0);
	start(f);
	pcie_reset(f->p);
	assert_false(f->up);
	pcie_set_enabled(f->p, true);
	assert_int_equal(appl(f, PCIE_APPL_CTRL), 0);
}

static void byte_lanes(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	pcie_port_write(f->p, 0x710, 0x11223344, 4);
	pcie_port_write(f->p, 0x711, 0xaa, 1);
	pcie_port_write(f->p, 0x712, 0xbbcc, 2);
	pcie_port_write(f->p, 0x711, 0xffff, 2);
	assert_int_equal(pcie_port_read(f->p, 0x710, 4), 0xbbccaa44);
	assert_int_equal(pcie_port_read(f->p, 0x713, 1), 0xbb);
	pcie_appl_write(f->p, 0x112, 0x55, 1);
	assert_int_equal(appl(f, 0x110), 0x550000);
	pcie_atu_write(f->p, PCIE_ATU_OUT(0) + PCIE_ATU_TARGET_LO + 2, 0x77, 1);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_OUT(0) + PCIE_ATU_TARGET_LO, 4), 0x770000);
}

/* ---- port logic ---- */

static void port_logic(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_VERSION, 4), 0x3536322a);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_VIEWPORT, 4), UINT32_MAX);
	pcie_port_write(f->p, PCIE_PORT_VIEWPORT, 0, 4);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_VIEWPORT, 4), UINT32_MAX);
	pcie_port_write(f->p, PCIE_PORT_SPEED, PCIE_PORT_SPEED_CHANGE | 0x34, 4);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_SPEED, 4), 0x34);
	assert_false(pcie_is_port_logic(PCIE_PORT_LOGIC - 1));
	assert_true(pcie_is_port_logic(PCIE_PORT_LOGIC));
	assert_false(pcie_is_port_logic(PCIE_PORT_MSI));
	assert_false(pcie_is_port_logic(PCIE_PORT_MSI_END - 1));
	assert_true(pcie_is_port_logic(PCIE_PORT_MSI_END));
	pcie_port_write(f->p, PCIE_PORT_MSI_END, UINT32_MAX, 4);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_MSI_END, 4), 0);
	pcie_port_write(f->p, PCIE_PORT_LOGIC_END, UINT32_MAX, 4);
	assert_int_equal(pcie_port_read(f->p, PCIE_PORT_LOGIC_END, 4), 0);
}

/* ---- interrupts ---- */

static void intx_needs_all_enables(void **state)
{
	const uint32_t l0 = PCIE_APPL_L0_INT | PCIE_APPL_L0_SYS_INTR;
	struct fixture *f = *state;

	start(f);
	pcie_set_intx(f->p, true);
	assert_int_equal(appl(f, PCIE_APPL_INTR_STATUS_L0), PCIE_APPL_L0_INT);
	assert_int_equal(appl(f, PCIE_APPL_INTR_STATUS_L1_8), PCIE_APPL_L1_8_INTX);
	set_appl(f, PCIE_APPL_INTR_EN_L0, l0);
	assert_false(f->level[PCIE_IRQ_INTR]);
	set_appl(f, PCIE_APPL_INTR_EN_L1_8, PCIE_APPL_L1_8_INTX);
	assert_true(f->level[PCIE_IRQ_INTR]);
	set_appl(f, PCIE_APPL_INTR_EN_L0, PCIE_APPL_L0_INT);
	assert_false(f->level[PCIE_IRQ_INTR]);
	set_appl(f, PCIE_APPL_INTR_EN_L0, PCIE_APPL_L0_SYS_INTR);
	assert_false(f->level[PCIE_IRQ_INTR]);
	set_appl(f, PCIE_APPL_INTR_EN_L0, l0);
	assert_true(f->level[PCIE_IRQ_INTR]);
	set_appl(f, PCIE_APPL_INTR_STATUS_L0, UINT32_MAX);
	assert_true(f->level[PCIE_IRQ_INTR]);
	pcie_set_intx(f->p, false);
	assert_false(f->level[PCIE_IRQ_INTR]);
	assert_int_equal(appl(f, PCIE_APPL_INTR_STATUS_L0), 0);
}

static void msi_needs_all_enables(void **state)
{
	struct fixture *f = *state;

	start(f);
	pcie_set_msi(f->p, true);
	set_appl(f, PCIE_APPL_INTR_EN_L0, PCIE_APPL_L0_MSI_RCV);
	assert_false(f->level[PCIE_IRQ_MSI]);
	set_appl(f, PCIE_APPL_INTR_EN_L0, PCIE_APPL_L0_SYS_MSI_INTR);
	assert_false(f->level[PCIE_IRQ_MSI]);
	set_appl(f, PCIE_APPL_INTR_EN_L0, PCIE_APPL_L0_SYS_MSI_INTR | PCIE_APPL_L0_MSI_RCV);
	assert_true(f->level[PCIE_IRQ_MSI]);
	assert_false(f->level[PCIE_IRQ_INTR]);
	pcie_reset_line(f->p, PCIE_RESET_APB, true);
	assert_false(f->level[PCIE_IRQ_MSI]);
}

/* ---- windows ---- */

static void window(struct fixture *f, uint32_t at, uint64_t base, uint64_t limit,
		   uint64_t target, uint32_t ctrl1, uint32_t ctrl2)
{
	pcie_atu_write(f->p, at + PCIE_ATU_BASE_LO, (uint32_t)base, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_BASE_HI, base >> 32, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_LIMIT_LO, (uint32_t)limit, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_LIMIT_HI, limit >> 32, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_TARGET_LO, (uint32_t)target, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_TARGET_HI, target >> 32, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_CTRL1, ctrl1, 4);
	pcie_atu_write(f->p, at + PCIE_ATU_CTRL2, ctrl2, 4);
}

static bool takes(struct fixture *f, uint64_t addr, struct pcie_tlp *tlp)
{
	memset(tlp, 0xff, sizeof(*tlp));
	return pcie_outbound(f->p, addr, tlp);
}

/* dw_pcie_iatu_detect() counts windows by writing to them. */
static void driver_counts_windows(void **state)
{
	struct fixture *f = *state;
	uint32_t n, dir, seen[2];

	start(f);
	for (dir = 0; dir < 2; dir++) {
		for (n = 0; n < 64; n++) {
			uint32_t reg = n * 0x200 + dir * 0x100 + PCIE_ATU_TARGET_LO;

			pcie_atu_write(f->p, reg, 0x11110000, 4);
			if (pcie_atu_read(f->p, reg, 4) != 0x11110000)
				break;
		}
		seen[dir] = n;
	}
	assert_int_equal(seen[0], PCIE_ATU_NR_OUT);
	assert_int_equal(seen[1], PCIE_ATU_NR_IN);
	pcie_atu_write(f->p, PCIE_ATU_LIMIT_LO, 0, 4);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_LIMIT_LO, 4), 0xffff);
	pcie_atu_write(f->p, PCIE_ATU_LIMIT_HI, UINT32_MAX, 4);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_LIMIT_HI, 4), 7);
	pcie_atu_write(f->p, PCIE_ATU_BASE_LO, UINT32_MAX, 4);
	assert_int_equal(pcie_atu_read(f->p, PCIE_ATU_BASE_LO, 4), 0xffff0000);
}

static void memory_window(void **state)
{
	struct fixture *f = *state;
	struct pcie_tlp tlp;

	start(f);
	window(f, PCIE_ATU_OUT(1), 0x2428000000, 0x242fffffff, 0x40000000, 0, ENABLE);
	assert_true(takes(f, 0x2428001234, &tlp));
	assert_int_equal(tlp.type, PCIE_TLP_MEM);
	assert_int_equal(tlp.addr, 0x40001234);
	assert_true(takes(f, 0x242fffffff, &tlp));
	assert_false(takes(f, 0x2430000000, &tlp));
	assert_false(takes(f, 0x2427ffffff, &tlp));
	pcie_atu_write(f->p, PCIE_ATU_OUT(1) + PCIE_ATU_CTRL2, 0, 4);
	assert_false(takes(f, 0x2428001234, &tlp));
	pcie_atu_write(f->p, PCIE_ATU_OUT(1) + PCIE_ATU_CTRL2, ENABLE, 4);
	pcie_set_present(f->p, false);
	assert_false(takes(f, 0x2428001234, &tlp));
}

/* More than 4 GiB, or across a 4 GiB boundary, only with the large size. */
static void large_window(void **state)
{
	struct fixture *f = *state;
	struct pcie_tlp tlp;

	start(f);
	window(f, PCIE_ATU_OUT(2), 0x2140000000, 0x2427ffffff, 0x2140000000,
	       PCIE_ATU_CTRL1_LARGE, ENABLE);
	assert_true(takes(f, 0x2140000000, &tlp));
	assert_true(takes(f, 0x2300000000, &tlp));
	assert_int_equal(tlp.addr, 0x2300000000);
	assert_false(takes(f, 0x2428000000, &tlp));
	pcie_atu_write(f->p, PCIE_ATU_OUT(2) + PCIE_ATU_CTRL1, 0, 4);
	assert_false(takes(f, 0x2300000000, &tlp));
}

static void config_window(void **state)
{
	struct fixture *f = *state;
	struct pcie_tlp tlp;

	start(f);
	window(f, PCIE_ATU_OUT(0), 0x36000000, 0x3603ffff, 0x01230000, PCIE_TLP_CFG0, ENABLE);
	assert_true(takes(f, 0x36000104, &tlp));
	assert_int_equal(tlp.type, PCIE_TLP_CFG0);
	assert_int_equal(tlp.bus, 1);
	assert_int_equal(tlp.devfn, 0x23);
	assert_int_equal(tlp.reg, 0x104);
	window(f, PCIE_ATU_OUT(0), 0x2430000000, 0x243fffffff, 0, PCIE_TLP_CFG1,
	       ENABLE | PCIE_ATU_CTRL2_CFG_SHIFT);
	assert_true(takes(f, 0x2430000000 + (5 << 20) + (0x12 << 12) + 0x40, &tlp));
	assert_int_equal(tlp.type, PCIE_TLP_CFG1);
	assert_int_equal(tlp.bus, 5);
	assert_int_equal(tlp.devfn, 0x12);
	assert_int_equal(tlp.reg, 0x40);
}

static void first_window_wins(void **state)
{
	struct fixture *f = *state;
	struct pcie_tlp tlp;

	start(f);
	window(f, PCIE_ATU_OUT(4), 0x2140000000, 0x2140ffffff, 0x1000000, 0, ENABLE);
	window(f, PCIE_ATU_OUT(2), 0x2140000000, 0x2140ffffff, 0x2000000, 0, ENABLE);
	assert_true(takes(f, 0x2140000010, &tlp));
	assert_int_equal(tlp.addr, 0x2000010);
}

static void inbound(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(pcie_inbound(f->p, 0x12345678), 0x12345678);
	window(f, PCIE_ATU_IN(1), 0x12340000, 0x1234ffff, 0x90000000, 0, ENABLE);
	assert_int_equal(pcie_inbound(f->p, 0x12345678), 0x90005678);
	assert_int_equal(pcie_inbound(f->p, 0x12350000), 0x12350000);
}

/* Random register writes: no error, and windows stay in their target ranges. */
static void fuzz_registers(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs(), i;
	struct pcie_tlp tlp;
	struct rng r;

	rng_init(&r, "pcie");
	start(f);
	for (i = 0; i < runs; i++) {
		uint64_t off = rng_next(&r) >> rng_below(&r, 64), val = rng_next(&r);
		unsigned int size = (unsigned int)rng_below(&r, 10);

		pcie_atu_write(f->p, off, val, size);
		pcie_atu_read(f->p, off, size);
		pcie_port_write(f->p, off, val, size);
		pcie_port_read(f->p, rng_below(&r, 0x2000), size);
		pcie_appl_write(f->p, off, val, size);
		pcie_appl_read(f->p, off, size);
		pcie_inbound(f->p, val);
		if (rng_below(&r, 8) == 0)
			start(f);
		if (rng_below(&r, 64) == 0)
			pcie_reset_line(f->p, val & 1, val & 2);
		if (pcie_outbound(f->p, val, &tlp))
			assert_true(tlp.type <= PCIE_ATU_CTRL1_TYPE && tlp.reg <= 0xfff);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(link_comes_up),
		T(link_needs_all),
		T(perst_resets),
		T(turned_off_until_reset),
		T(off_until_enabled),
		T(bases_must_be_right),
		T(resets_forget),
		T(byte_lanes),
		T(port_logic),
		T(intx_needs_all_enables),
		T(msi_needs_all_enables),
		T(driver_counts_windows),
		T(memory_window),
		T(large_window),
		T(config_window),
		T(first_window_wins),
		T(inbound),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("pcie", tests, NULL, NULL);
}
