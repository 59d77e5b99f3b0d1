/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the PCIe controller's model share: its state, byte lanes.
 */
#ifndef MODELS_PCIE_INTERNAL_H
#define MODELS_PCIE_INTERNAL_H

#include "pcie.h"

#define PCIE_APPL_USED		0x200u	/* beyond it, no register is known */
#define PCIE_ATU_NR_REGS	(0x24u / 4)

struct pcie_window {
	uint32_t reg[PCIE_ATU_NR_REGS];
};

struct pcie {
	struct pcie_config cfg;
	uint32_t appl[PCIE_APPL_USED / 4];
	uint32_t port[(PCIE_PORT_LOGIC_END - PCIE_PORT_LOGIC) / 4];
	struct pcie_window out[PCIE_ATU_NR_OUT];
	struct pcie_window in[PCIE_ATU_NR_IN];
	bool asserted[PCIE_NR_RESETS];
	bool present;
	bool enabled;
	bool in_l2;	/* until a reset */
	bool up;	/* as last reported */
	bool intx;
	bool msi;
	bool line[2];	/* of enum pcie_irq, as last reported */
};

static inline bool pcie_shape_ok(uint64_t off, unsigned int size)
{
	return (size == 1 || size == 2 || size == 4) && !(off % size);
}

static inline uint32_t pcie_lanes(uint64_t off, unsigned int size)
{
	return (uint32_t)(((UINT64_C(1) << (8 * size)) - 1) << (8 * (off & 3)));
}

/* The bytes of @reg that a read of @size at @off sees. */
static inline uint64_t pcie_extract(uint32_t reg, uint64_t off, unsigned int size)
{
	return (reg & pcie_lanes(off, size)) >> (8 * (off & 3));
}

/* The value of a read that nothing answers. */
static inline uint64_t pcie_ones(unsigned int size)
{
	return size >= 8 ? UINT64_MAX : (UINT64_C(1) << (8 * size)) - 1;
}

static inline uint32_t pcie_appl(const struct pcie *p, uint32_t off)
{
	return p->appl[off / 4];
}

/* pcie.c: registers have changed; link and interrupts follow. */
void pcie_update(struct pcie *p);

/* atu.c, port.c: what a reset of the core clears. */
void pcie_atu_reset(struct pcie *p);
void pcie_port_reset(struct pcie *p);

/* link.c: the link's state machine, as software reads it; a change of the link. */
uint32_t pcie_ltssm(const struct pcie *p);
void pcie_update_link(struct pcie *p);
void pcie_log(const struct pcie *p, const char *what, uint64_t off, uint64_t val);

#endif
