// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCIe controller's application registers.
 *
 * Interrupt status is live where an interrupt is modelled (wired ones and MSIs);
 * nothing sets the other bits. Reset values are zero, which asserts PERST# and
 * is not a root port (assumed).
 */
#include "internal.h"

static bool answers(const struct pcie *p)
{
	return p->enabled && !p->asserted[PCIE_RESET_APB];
}

static uint32_t status_l0(const struct pcie *p)
{
	return (p->msi ? PCIE_APPL_L0_MSI_RCV : 0) | (p->intx ? PCIE_APPL_L0_INT : 0);
}

static uint32_t debug(const struct pcie *p)
{
	return pcie_ltssm(p) << PCIE_APPL_DEBUG_LTSSM_SHIFT |
	       (p->in_l2 ? PCIE_APPL_DEBUG_IN_L2 : 0);
}

static uint32_t value(const struct pcie *p, uint64_t reg)
{
	switch (reg) {
	case PCIE_APPL_INTR_STATUS_L0:
		return status_l0(p);
	case PCIE_APPL_INTR_STATUS_L1_8:
		return p->intx ? PCIE_APPL_L1_8_INTX : 0;
	case PCIE_APPL_LINK_STATUS:
		return pcie_link_is_up(p) ? PCIE_APPL_LINK_STATUS_UP : 0;
	case PCIE_APPL_DEBUG:
		return debug(p);
	default:
		return reg < PCIE_APPL_USED ? p->appl[reg / 4] : 0;
	}
}

uint64_t pcie_appl_read(struct pcie *p, uint64_t off, unsigned int size)
{
	if (!answers(p)) {
		pcie_log(p, "read of APPL, which is off", off, 0);
		return pcie_ones(size);
	}
	if (!pcie_shape_ok(off, size))
		return 0;
	return pcie_extract(value(p, off & ~UINT64_C(3)), off, size);
}

static bool read_only(uint64_t reg)
{
	return reg == PCIE_APPL_INTR_STATUS_L0 || reg == PCIE_APPL_INTR_STATUS_L1_8 ||
	       reg == PCIE_APPL_LINK_STATUS || reg == PCIE_APPL_DEBUG;
}

/* Side effects of a write. */
static void act(struct pcie *p, uint64_t reg, uint32_t old)
{
	uint32_t *now = &p->appl[reg / 4];

	if (reg == PCIE_APPL_PINMUX && (old & ~*now & PCIE_APPL_PINMUX_PEX_RST) && p->cfg.perst)
		p->cfg.perst(p->cfg.opaque);
	if (reg == PCIE_APPL_RADM_STATUS && (*now & PCIE_APPL_RADM_STATUS_TURNOFF)) {
		*now &= ~PCIE_APPL_RADM_STATUS_TURNOFF;
		p->in_l2 = pcie_link_is_up(p);
	}
}

void pcie_appl_write(struct pcie *p, uint64_t off, uint64_t val, unsigned int size)
{
	uint64_t reg = off & ~UINT64_C(3);
	uint32_t mask, old;

	if (!answers(p)) {
		pcie_log(p, "write to APPL, which is off", off, val);
		return;
	}
	if (!pcie_shape_ok(off, size) || reg >= PCIE_APPL_USED || read_only(reg))
		return;
	mask = pcie_lanes(off, size);
	old = p->appl[reg / 4];
	p->appl[reg / 4] = (old & ~mask) | ((uint32_t)(val << (8 * (off & 3))) & mask);
	act(p, reg, old);
	pcie_update(p);
}
