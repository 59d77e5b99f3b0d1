// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCIe controller: its resets, its interrupts.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- interrupts ---- */

static void set_line(struct pcie *p, enum pcie_irq line, bool level)
{
	if (p->line[line] == level)
		return;
	p->line[line] = level;
	if (p->cfg.irq)
		p->cfg.irq->set(p->cfg.irq_opaque, line, level);
}

static void update_irqs(struct pcie *p)
{
	uint32_t l0 = pcie_appl(p, PCIE_APPL_INTR_EN_L0);
	uint32_t l1 = pcie_appl(p, PCIE_APPL_INTR_EN_L1_8);

	set_line(p, PCIE_IRQ_INTR, p->intx && (l1 & PCIE_APPL_L1_8_INTX) &&
		 (l0 & PCIE_APPL_L0_INT) && (l0 & PCIE_APPL_L0_SYS_INTR));
	set_line(p, PCIE_IRQ_MSI, p->msi && (l0 & PCIE_APPL_L0_MSI_RCV) &&
		 (l0 & PCIE_APPL_L0_SYS_MSI_INTR));
}

void pcie_update(struct pcie *p)
{
	pcie_update_link(p);
	update_irqs(p);
}

void pcie_set_intx(struct pcie *p, bool level)
{
	p->intx = level;
	update_irqs(p);
}

void pcie_set_msi(struct pcie *p, bool level)
{
	p->msi = level;
	update_irqs(p);
}

/* ---- resets ---- */

static void reset_appl(struct pcie *p)
{
	memset(p->appl, 0, sizeof(p->appl));
}

static void reset_core(struct pcie *p)
{
	pcie_atu_reset(p);
	pcie_port_reset(p);
	p->in_l2 = false;
}

void pcie_reset_line(struct pcie *p, enum pcie_reset_line line, bool asserted)
{
	p->asserted[line] = asserted;
	if (asserted && line == PCIE_RESET_APB)
		reset_appl(p);
	if (asserted && line == PCIE_RESET_CORE)
		reset_core(p);
	pcie_update(p);
}

void pcie_set_present(struct pcie *p, bool present)
{
	p->present = present;
	pcie_update(p);
}

void pcie_set_enabled(struct pcie *p, bool enabled)
{
	p->enabled = enabled;
	pcie_update(p);
}

void pcie_reset(struct pcie *p)
{
	p->enabled = false;
	p->asserted[PCIE_RESET_APB] = false;
	p->asserted[PCIE_RESET_CORE] = false;
	reset_appl(p);
	reset_core(p);
	pcie_update(p);
}

struct pcie *pcie_new(const struct pcie_config *cfg)
{
	struct pcie *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->cfg = *cfg;
	pcie_reset(p);
	return p;
}

void pcie_free(struct pcie *p)
{
	free(p);
}
