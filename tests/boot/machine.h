/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses of Tegra234, from its device tree, and the DMA engine's stream ID.
 */
#ifndef BOOT_MACHINE_H
#define BOOT_MACHINE_H

#ifdef BOOT_VIRT
#include "virt/machine.h"
#else

/* Parameters of the kernel of boot `crash`. */
#define SECOND_CONSOLE		"console=ttyAMA0 earlycon=pl011,mmio32,0x31d0000 "

#define SMMU_NAMES		{ "8000000.iommu", "10000000.iommu", "12000000.iommu" }
#define DMA_DEVICE		"2600000.dma-controller"
#define DMA_TELLS_ERRORS	true
#define DMA_INSTANCES		2	/* that pages are interleaved over */
/* A fault of an unattached stream has an address, too. */
#define UNATTACHED_HAS_ADDRESS	true
#define UNATTACHED_WORDS	"fault, named with SMMU, SID, address"
#define DMA_SMMU		"12000000.iommu"	/* niso0 */
#define DMA_SID			4
#define DMA_CHANNEL		20	/* no client of the driver uses this channel */

/* Stream ID bits below the number of the translation buffer unit. */
#define SID_BITS		0x7f
#define OTHER_SID		3	/* HDA's, on the same SMMU */
#define PASSTHROUGH_SID		0x7f

/* MMU-500: the two instances behind the DMA engine, and all five. */
#define NISO0_A			0x12000000UL
#define NISO0_B			0x11000000UL
#define ALL_SMMUS		{ 0x08000000UL, 0x07000000UL, 0x10000000UL, NISO0_A, NISO0_B }
#define SMMU_SIZE		0x01000000UL
#define SMMU_SCR0		0x000
#define SMMU_SCR0_CLIENTPD	(1u << 0)
#define SMMU_IDR0		0x020
#define SMMU_SMR(n)		(0x800 + 4 * (n))
#define SMMU_SMR_VALID		(1u << 31)
#define SMMU_S2CR(n)		(0xc00 + 4 * (n))
#define SMMU_S2CR_TYPE		(3u << 16)
#define SMMU_S2CR_BYPASS	(1u << 16)
#define SMMU_NUM_SMRG		128
#define SMMU_GR1		0x10000
#define SMMU_CB(n)		(0x800000 + 0x10000UL * (n))

/* The DMA engine's own registers, and scratch registers of the console. */
#define DMA_CSR			(0x02600000UL + 0x10000UL * (DMA_CHANNEL + 1))
#define DMA_MCSEQ		(DMA_CSR + 0x18)

/* A reset line of BPMP's. */
#define RESET_GPCDMA		18
#define UART_FBRD		0x031d0028UL
#define UART_FBRD_BITS		0x3fu

/* Memory controller. */
#define MC_SID			0x02c00000UL
#define MC_BROADCAST		0x02c10000UL
#define MC_CHANNELS		{ 0x02c20000UL, 0x02c30000UL, 0x02c40000UL, 0x02c50000UL,	\
				  0x02b80000UL, 0x02b90000UL, 0x02ba0000UL, 0x02bb0000UL,	\
				  0x01700000UL, 0x01710000UL, 0x01720000UL, 0x01730000UL,	\
				  0x01740000UL, 0x01750000UL, 0x01760000UL, 0x01770000UL }
#define MC_BYPASS_CONFIG	0x1820	/* 0: every stream bypasses its SMMU */
#define MC_OVERRIDE(client)	(MC_SID + 8 * (client))
#define MC_SECURITY(client)	(MC_SID + 8 * (client) + 4)
#define MC_SECURITY_NS		(1u << 0)
#define MC_SECURITY_OVERRIDE	(1u << 8)
#define MC_CLIENT_AXISR		0x8c	/* the DMA engine reads (assumed) */
#define MC_CLIENT_AXISW		0x8d	/* the DMA engine writes (assumed) */

#define GIC_DIST		0x0f400000UL
#define DRAM_ALIAS		(1UL << 39)

#define INPUT_END		(1UL << 39)	/* of the tables at EL2 */
#define OWNED_REGS		NISO0_A

/* PCIe controller 4's: behind the DMA engine's SMMU, and on no other one. */
#define OTHER_STREAM		0x13

/* The NVMe disk behind it. */
#define DISK_BDF		"0004:01:00.0"
#define DISK_STREAM		OTHER_STREAM

/* Set-up calls, after the set-up. */
#define SETUP_TRIES { \
	{ ATT_DESCRIBE_SMMU, { 3, 0, 0x0c000000, SMMU_SIZE, 0x7f80 }, "a new SMMU" },		\
	{ ATT_DESCRIBE_SMMU, { 0, 0, NISO0_A, SMMU_SIZE, 0x7f80 }, "an SMMU again" },		\
	{ ATT_DESCRIBE_SMMU_REGS, { 0, NISO0_B, SMMU_SIZE }, "an instance again" },		\
	{ ATT_DESCRIBE_GUARD, { 0, MC_SID, 0x10000 }, "the memory controller again" },		\
	{ ATT_DESCRIBE_STREAMS, { 0, 0x7e, 1, 0xffff }, "a new stream" },			\
	{ ATT_SEAL, { 0 }, "a second seal" },							\
	{ ATT_SWITCH_OFF, { 0 }, "the switch" },						\
}

/* Attachments of what does not exist, on the DMA engine's SMMU and on none. */
#define ATTACH_TRIES(smmu) { \
	{ ATT_ATTACH, { smmu, 0x7e, 0 }, "an unknown stream" },					\
	{ ATT_ATTACH, { smmu, PASSTHROUGH_SID, 0 }, "the passthrough stream" },			\
	{ ATT_ATTACH, { smmu, 0, 0 }, "stream 0" },						\
	{ ATT_ATTACH, { smmu, 0x400 | DMA_SID, 0 }, "a stream with TBU bits" },			\
	{ ATT_ATTACH, { smmu, 0x10000 | DMA_SID, 0 }, "a stream of more than 15 bits" },	\
	{ ATT_ATTACH, { ~0ULL, DMA_SID, 0 }, "an unknown SMMU" },				\
	{ ATT_ATTACH, { smmu, DMA_SID, 0xfff }, "a domain that doesn't exist" },		\
	{ ATT_ATTACH, { smmu, DMA_SID, ~0ULL }, "a handle above all domains" },			\
	{ ATT_DETACH, { smmu, 0x7e }, "detach of an unknown stream" },				\
	{ ATT_DETACH, { 4, DMA_SID }, "detach on an unknown SMMU" },				\
}

/* Registers that the host must not map for DMA. */
#define MAPPED_BLOCKS { \
	{ "map-smmu", "registers of an SMMU", NISO0_A },			\
	{ "map-mc", "registers of the memory controller", MC_SID },		\
	{ "map-gic", "registers of the GIC", GIC_DIST },			\
}

/* Nothing but a transfer makes faults: records of one do not mix with those of the next. */
#define FAULTS_QUIET_US		0

#endif /* BOOT_VIRT */

#endif /* BOOT_MACHINE_H */
