// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCIe core's port logic: what drivers read back, and for the rest registers
 * that hold what is written.
 */
#include <string.h>

#include "internal.h"

#define REG(off)	(((off) - PCIE_PORT_LOGIC) / 4)

/* The core's version in letters, "562*"; of what type it is, "ga**" (assumed). */
#define VERSION		0x3536322au
#define VERSION_TYPE	0x67612a2au

void pcie_port_reset(struct pcie *p)
{
	memset(p->port, 0, sizeof(p->port));
}

bool pcie_dbi_answers(const struct pcie *p)
{
	return p->enabled && !p->asserted[PCIE_RESET_APB] && !p->asserted[PCIE_RESET_CORE] &&
	       (pcie_appl(p, PCIE_APPL_CFG_BASE) & PCIE_APPL_CFG_BASE_MASK) == p->cfg.dbi_base;
}

bool pcie_is_port_logic(uint64_t off)
{
	if (off >= PCIE_PORT_MSI && off < PCIE_PORT_MSI_END)
		return false;
	return off >= PCIE_PORT_LOGIC;
}

static bool absent(uint64_t reg)
{
	return reg >= PCIE_PORT_LOGIC_END ||
	       (reg >= PCIE_PORT_MSI_END && reg < PCIE_PORT_MSI_LAST);
}

static uint32_t value(const struct pcie *p, uint64_t reg)
{
	if (absent(reg))
		return 0;
	if (reg >= PCIE_PORT_VIEWPORT && reg < PCIE_PORT_VIEWPORT_END)
		return UINT32_MAX;
	switch (reg) {
	case PCIE_PORT_DEBUG0:
		return pcie_ltssm(p);
	case PCIE_PORT_DEBUG1:
		return pcie_link_is_up(p) ? PCIE_PORT_DEBUG1_LINK_UP : 0;
	case PCIE_PORT_VERSION:
		return VERSION;
	case PCIE_PORT_VERSION_TYPE:
		return VERSION_TYPE;
	default:
		return p->port[REG(reg)];
	}
}

uint64_t pcie_port_read(struct pcie *p, uint64_t off, unsigned int size)
{
	if (!pcie_shape_ok(off, size) || !pcie_is_port_logic(off))
		return 0;
	return pcie_extract(value(p, off & ~UINT64_C(3)), off, size);
}

void pcie_port_write(struct pcie *p, uint64_t off, uint64_t val, unsigned int size)
{
	uint64_t reg = off & ~UINT64_C(3);
	uint32_t mask, *port;

	if (!pcie_shape_ok(off, size) || !pcie_is_port_logic(off) || absent(reg))
		return;
	mask = pcie_lanes(off, size);
	port = &p->port[REG(reg)];
	*port = (*port & ~mask) | ((uint32_t)(val << (8 * (off & 3))) & mask);
	/* A change of speed is over before the next access. */
	if (reg == PCIE_PORT_SPEED)
		*port &= ~PCIE_PORT_SPEED_CHANGE;
}
