/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra's PCIe controller as a root complex, without its root port.
 *
 * The model has NVIDIA's application registers (APPL), the core's address translation
 * in its unrolled form (iATU), its port logic as far as a driver reads it back,
 * and what follows from them: whether the link is up, where an access to the
 * controller's window goes, which interrupt is raised. The root port's configuration
 * space, its receiver of MSIs and all that is behind the link are left to QEMU's own
 * devices.
 *
 * Offsets and bits are those that Linux's drivers use (pcie-tegra194.c and
 * pcie-designware.h in drivers/pci/controller/dwc); the rest is marked as assumed.
 */
#ifndef MODELS_PCIE_H
#define MODELS_PCIE_H

#include "../bus/bus.h"

struct pcie;

/* APPL. Registers without a named bit hold what is written. */
#define PCIE_APPL_SIZE			0x20000u
#define PCIE_APPL_PINMUX		0x000u
#define PCIE_APPL_PINMUX_PEX_RST		(UINT32_C(1) << 0)	/* PERST# is deasserted */
#define PCIE_APPL_CTRL			0x004u
#define PCIE_APPL_CTRL_LTSSM_EN			(UINT32_C(1) << 7)
#define PCIE_APPL_INTR_EN_L0		0x008u
#define PCIE_APPL_INTR_STATUS_L0	0x00cu
#define PCIE_APPL_L0_MSI_RCV			(UINT32_C(1) << 4)
#define PCIE_APPL_L0_INT			(UINT32_C(1) << 8)
#define PCIE_APPL_L0_SYS_INTR			(UINT32_C(1) << 30)
#define PCIE_APPL_L0_SYS_MSI_INTR		(UINT32_C(1) << 31)
#define PCIE_APPL_INTR_EN_L1_8		0x044u
#define PCIE_APPL_INTR_STATUS_L1_8	0x04cu
#define PCIE_APPL_L1_8_INTX			(UINT32_C(1) << 11)
#define PCIE_APPL_LINK_STATUS		0x0ccu
#define PCIE_APPL_LINK_STATUS_UP		(UINT32_C(1) << 0)
#define PCIE_APPL_DEBUG			0x0d0u
#define PCIE_APPL_DEBUG_LTSSM_SHIFT		3
#define PCIE_APPL_DEBUG_IN_L2			(UINT32_C(1) << 21)
#define PCIE_APPL_RADM_STATUS		0x0e4u
#define PCIE_APPL_RADM_STATUS_TURNOFF		(UINT32_C(1) << 0)
#define PCIE_APPL_DM_TYPE		0x100u
#define PCIE_APPL_DM_TYPE_MASK			0xfu
#define PCIE_APPL_DM_TYPE_RP			0x4u
#define PCIE_APPL_CFG_BASE		0x104u
#define PCIE_APPL_CFG_BASE_MASK			0xfffff000u
#define PCIE_APPL_ATU_BASE		0x108u
#define PCIE_APPL_ATU_BASE_MASK			0xfffc0000u

/* The LTSSM's states that the model has. */
#define PCIE_LTSSM_DETECT_QUIET		0x00u
#define PCIE_LTSSM_L0			0x11u
#define PCIE_LTSSM_L2_IDLE		0x15u

/* Port logic, in the root port's configuration space as the CPU sees it. */
#define PCIE_PORT_LOGIC			0x700u
#define PCIE_PORT_LOGIC_END		0x1000u
#define PCIE_PORT_DEBUG0		0x728u
#define PCIE_PORT_DEBUG1		0x72cu
#define PCIE_PORT_DEBUG1_LINK_UP		(UINT32_C(1) << 4)
#define PCIE_PORT_SPEED			0x80cu
#define PCIE_PORT_SPEED_CHANGE			(UINT32_C(1) << 17)
#define PCIE_PORT_MSI			0x820u	/* not answered by this model: */
#define PCIE_PORT_MSI_END		0x834u	/* address, and vectors 0 to 31 */
#define PCIE_PORT_MSI_LAST		0x880u	/* the other vectors: absent */
#define PCIE_PORT_VERSION		0x8f8u
#define PCIE_PORT_VERSION_TYPE		0x8fcu
#define PCIE_PORT_VIEWPORT		0x900u	/* absent: the iATU is unrolled */
#define PCIE_PORT_VIEWPORT_END		0x930u

/* iATU, unrolled: 0x200 for each index, its upper half the inbound window's. */
#define PCIE_ATU_SIZE			0x40000u
#define PCIE_ATU_NR_OUT			8u	/* the device tree's num-viewport */
#define PCIE_ATU_NR_IN			2u	/* assumed */
#define PCIE_ATU_OUT(n)			((n) * 0x200u)
#define PCIE_ATU_IN(n)			((n) * 0x200u + 0x100u)
#define PCIE_ATU_CTRL1			0x00u
#define PCIE_ATU_CTRL1_TYPE			0x1fu
#define PCIE_ATU_CTRL1_LARGE			(UINT32_C(1) << 13)
#define PCIE_ATU_CTRL2			0x04u
#define PCIE_ATU_CTRL2_CFG_SHIFT		(UINT32_C(1) << 28)
#define PCIE_ATU_CTRL2_ENABLE			(UINT32_C(1) << 31)
#define PCIE_ATU_BASE_LO		0x08u
#define PCIE_ATU_BASE_HI		0x0cu
#define PCIE_ATU_LIMIT_LO		0x10u
#define PCIE_ATU_TARGET_LO		0x14u
#define PCIE_ATU_TARGET_HI		0x18u
#define PCIE_ATU_LIMIT_HI		0x20u

/* CTRL1.TYPE of an outbound window: the kind of access on the bus. */
enum pcie_tlp_type {
	PCIE_TLP_MEM = 0x0,
	PCIE_TLP_IO = 0x2,
	PCIE_TLP_CFG0 = 0x4,
	PCIE_TLP_CFG1 = 0x5,
	PCIE_TLP_MSG = 0x10,
};

/**
 * struct pcie_tlp - an access of the CPU as it leaves the root port
 * @type:	one of enum pcie_tlp_type, or an undefined value
 * @addr:	memory and I/O: the address on the bus
 * @bus, @devfn, @reg: configuration: the function, and the register
 */
struct pcie_tlp {
	uint32_t type;
	uint64_t addr;
	uint8_t bus;
	uint8_t devfn;
	uint16_t reg;
};

enum pcie_irq {
	PCIE_IRQ_INTR,
	PCIE_IRQ_MSI,
};

enum pcie_reset_line {
	PCIE_RESET_APB,		/* the application registers */
	PCIE_RESET_CORE,	/* root port, iATU, port logic, link */
	PCIE_NR_RESETS,
};

/**
 * struct pcie_config - what the controller is connected to
 * @dbi_base, @atu_base: where the SoC decodes the root port's registers and the
 *		iATU's; they answer once APPL names the same addresses (assumed)
 * @irq:	lines of enum pcie_irq
 * @link:	the link came up or went down
 * @perst:	PERST# was asserted: all behind the link is reset
 * @log:	programming errors; all four may be NULL
 */
struct pcie_config {
	uint64_t dbi_base;
	uint64_t atu_base;
	const struct bus_irq_ops *irq;
	void *irq_opaque;
	void (*link)(void *opaque, bool up);
	void (*perst)(void *opaque);
	void *opaque;
	bus_log_fn log;
	void *log_opaque;
};

/* Return: NULL when out of memory. */
struct pcie *pcie_new(const struct pcie_config *cfg);
void pcie_free(struct pcie *p);

/* The machine's reset: BPMP has not enabled the controller. */
void pcie_reset(struct pcie *p);

/* Whether a device is in the slot; resets keep it. */
void pcie_set_present(struct pcie *p, bool present);

/* BPMP started or stopped controller and lanes (MRQ_UPHY). */
void pcie_set_enabled(struct pcie *p, bool enabled);

/* BPMP changed a reset line; the registers behind it are reset when it is asserted. */
void pcie_reset_line(struct pcie *p, enum pcie_reset_line line, bool asserted);

/* Level of the wired interrupts of all devices together, and of the MSI receiver. */
void pcie_set_intx(struct pcie *p, bool level);
void pcie_set_msi(struct pcie *p, bool level);

bool pcie_link_is_up(const struct pcie *p);

/**
 * pcie_appl_read(), pcie_appl_write() - the application registers
 * @size:	1, 2 or 4, aligned; other shapes read zero and are ignored
 *
 * While the controller is disabled or its APB reset asserted, they read all ones
 * and ignore writes (assumed).
 */
uint64_t pcie_appl_read(struct pcie *p, uint64_t off, unsigned int size);
void pcie_appl_write(struct pcie *p, uint64_t off, uint64_t val, unsigned int size);

/* The same for the iATU, which also needs the core out of reset. */
uint64_t pcie_atu_read(struct pcie *p, uint64_t off, unsigned int size);
void pcie_atu_write(struct pcie *p, uint64_t off, uint64_t val, unsigned int size);

/**
 * pcie_dbi_answers() - the root port's registers are there for the CPU
 */
bool pcie_dbi_answers(const struct pcie *p);

/**
 * pcie_is_port_logic() - this model answers, not the root port's owner
 * @off:	offset in the root port's registers
 */
bool pcie_is_port_logic(uint64_t off);
uint64_t pcie_port_read(struct pcie *p, uint64_t off, unsigned int size);
void pcie_port_write(struct pcie *p, uint64_t off, uint64_t val, unsigned int size);

/**
 * pcie_outbound() - translate an access of the CPU by the outbound windows
 * @addr:	address that the CPU accessed
 * @tlp:	filled if the return is true
 *
 * Return: false if the link is down or no window takes the access: it is then
 * not supported, reads end as all ones (assumed).
 */
bool pcie_outbound(struct pcie *p, uint64_t addr, struct pcie_tlp *tlp);

/**
 * pcie_inbound() - translate an access of a device by the inbound windows
 * @addr:	as the device issued it
 *
 * Return: the address at the SMMU: translated by the first window that matches, or
 * unchanged.
 */
uint64_t pcie_inbound(const struct pcie *p, uint64_t addr);

#endif
