// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCIe core's address translation: windows from the CPU's addresses to the
 * bus, and from the bus to memory.
 *
 * Windows begin and end at 64 KiB and are at most 32 GiB long (assumed; drivers
 * find both out by writing). Inbound windows match addresses only, not BARs.
 */
#include <string.h>

#include "internal.h"

#define ALIGN_MASK	UINT32_C(0xffff)
#define LIMIT_HI_MASK	UINT32_C(0x7)
#define INDEX_SHIFT	9
#define INBOUND		0x100u

void pcie_atu_reset(struct pcie *p)
{
	memset(p->out, 0, sizeof(p->out));
	memset(p->in, 0, sizeof(p->in));
}

static bool answers(const struct pcie *p)
{
	return p->enabled && !p->asserted[PCIE_RESET_APB] && !p->asserted[PCIE_RESET_CORE] &&
	       (pcie_appl(p, PCIE_APPL_ATU_BASE) & PCIE_APPL_ATU_BASE_MASK) == p->cfg.atu_base;
}

static uint32_t *find(struct pcie *p, uint64_t off)
{
	uint64_t index = off >> INDEX_SHIFT, reg = off & (INBOUND - 1);
	bool in = off & INBOUND;

	if (reg / 4 >= PCIE_ATU_NR_REGS || index >= (in ? PCIE_ATU_NR_IN : PCIE_ATU_NR_OUT))
		return NULL;
	return &(in ? p->in : p->out)[index].reg[reg / 4];
}

/* The value that a write leaves: some bits are fixed. */
static uint32_t legal(uint64_t reg, uint32_t val)
{
	switch (reg) {
	case PCIE_ATU_BASE_LO:
	case PCIE_ATU_TARGET_LO:
		return val & ~ALIGN_MASK;
	case PCIE_ATU_LIMIT_LO:
		return val | ALIGN_MASK;
	case PCIE_ATU_LIMIT_HI:
		return val & LIMIT_HI_MASK;
	default:
		return val;
	}
}

uint64_t pcie_atu_read(struct pcie *p, uint64_t off, unsigned int size)
{
	const uint32_t *reg = find(p, off);

	if (!answers(p)) {
		pcie_log(p, "read of the iATU, which is off or elsewhere", off, 0);
		return pcie_ones(size);
	}
	if (!reg || !pcie_shape_ok(off, size))
		return 0;
	return pcie_extract(*reg, off, size);
}

void pcie_atu_write(struct pcie *p, uint64_t off, uint64_t val, unsigned int size)
{
	uint32_t *reg = find(p, off), mask;

	if (!answers(p)) {
		pcie_log(p, "write to the iATU, which is off or elsewhere", off, val);
		return;
	}
	if (!reg || !pcie_shape_ok(off, size))
		return;
	mask = pcie_lanes(off, size);
	*reg = legal(off & (INBOUND - 4),
		     (*reg & ~mask) | ((uint32_t)(val << (8 * (off & 3))) & mask));
}

/* ---- windows ---- */

static uint32_t get(const struct pcie_window *w, uint32_t off)
{
	return w->reg[off / 4];
}

static uint64_t pair(const struct pcie_window *w, uint32_t lo, uint32_t hi)
{
	return get(w, lo) | (uint64_t)get(w, hi) << 32;
}

/* Without the large size, base and limit share their upper half. */
static uint64_t limit(const struct pcie_window *w)
{
	uint32_t hi = get(w, PCIE_ATU_BASE_HI);

	if (get(w, PCIE_ATU_CTRL1) & PCIE_ATU_CTRL1_LARGE)
		hi = (hi & ~LIMIT_HI_MASK) | get(w, PCIE_ATU_LIMIT_HI);
	return (uint64_t)hi << 32 | get(w, PCIE_ATU_LIMIT_LO);
}

static bool takes(const struct pcie_window *w, uint64_t addr)
{
	return (get(w, PCIE_ATU_CTRL2) & PCIE_ATU_CTRL2_ENABLE) &&
	       addr >= pair(w, PCIE_ATU_BASE_LO, PCIE_ATU_BASE_HI) && addr <= limit(w);
}

static uint64_t translated(const struct pcie_window *w, uint64_t addr)
{
	return addr - pair(w, PCIE_ATU_BASE_LO, PCIE_ATU_BASE_HI) +
	       pair(w, PCIE_ATU_TARGET_LO, PCIE_ATU_TARGET_HI);
}

/* Configuration: bus, device and function are bits [31:16], or [27:12] if shifted. */
static void fill(const struct pcie_window *w, uint64_t addr, struct pcie_tlp *tlp)
{
	bool shift = get(w, PCIE_ATU_CTRL2) & PCIE_ATU_CTRL2_CFG_SHIFT;
	uint64_t whose = addr >> (shift ? 12 : 16);

	tlp->type = get(w, PCIE_ATU_CTRL1) & PCIE_ATU_CTRL1_TYPE;
	tlp->addr = addr;
	tlp->bus = whose >> 8 & 0xff;
	tlp->devfn = whose & 0xff;
	tlp->reg = addr & 0xfff;
}

bool pcie_outbound(struct pcie *p, uint64_t addr, struct pcie_tlp *tlp)
{
	unsigned int n;

	if (!pcie_link_is_up(p))
		return false;
	for (n = 0; n < PCIE_ATU_NR_OUT; n++) {
		if (!takes(&p->out[n], addr))
			continue;
		fill(&p->out[n], translated(&p->out[n], addr), tlp);
		return true;
	}
	pcie_log(p, "access that no window of the iATU takes", addr, 0);
	return false;
}

uint64_t pcie_inbound(const struct pcie *p, uint64_t addr)
{
	unsigned int n;

	for (n = 0; n < PCIE_ATU_NR_IN; n++)
		if (takes(&p->in[n], addr))
			return translated(&p->in[n], addr);
	return addr;
}
