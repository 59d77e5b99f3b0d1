/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU's machine "virt" with an SMMUv3, from its hw/arm/virt.c, and the PCI device "edu" at
 * 00:01.0 as the DMA engine. tests/boot/machine.h includes this for the rows of this machine.
 */
#ifndef VIRT_MACHINE_H
#define VIRT_MACHINE_H

/* Parameters of the kernel of boot `virt-crash`. */
#define SECOND_CONSOLE		"console=ttyAMA0 earlycon=pl011,mmio32,0x9000000 rdinit=/virt "

#define SMMU_BASE		0x09050000UL
#define ALL_SMMUS		{ SMMU_BASE }
#define SMMU_IDR0		0x0
#define SMMU_SIZE		0x20000UL
#define GIC_DIST		0x08000000UL
#define GITS_TRANSLATER		0x08090040UL

#define DMA_DEVICE		"0000:00:01.0"
#define DMA_SMMU		"9050000.smmuv3"
#define SMMU_NAMES		{ DMA_SMMU }
#define DMA_SID			0x8	/* its requester ID */
#define SID_BITS		0xffffffffU

/* The device ends a transfer that faulted like any other. */
#define DMA_TELLS_ERRORS	false
#define DMA_INSTANCES		1
/* The event of an invalid stream table entry (C_BAD_STE) has no address, nor a direction. */
#define UNATTACHED_HAS_ADDRESS	false
#define UNATTACHED_WORDS	"fault, named with SMMU and SID"
/* It accesses memory word by word: the records of a page go on for a while. */
#define FAULTS_QUIET_US		150000

#define INPUT_END		(1UL << 39)	/* of the tables at EL2 */
#define OWNED_REGS		SMMU_BASE
#define OTHER_STREAM		0x210	/* of a device that is not there */

/* The NVMe disk, which has no switch in front of it, and its requester ID. */
#define DISK_BDF		"0000:00:02.0"
#define DISK_STREAM		0x10

/* Set-up calls, after the set-up. */
#define SETUP_TRIES { \
	{ ATT_DESCRIBE_SMMU, { 1, 1, 0x0c000000, SMMU_SIZE, 0 }, "a new SMMU" },	\
	{ ATT_DESCRIBE_SMMU, { 0, 1, SMMU_BASE, SMMU_SIZE, 0 }, "an SMMU again" },	\
	{ ATT_DESCRIBE_STREAMS, { 0, 0x10000, 1, 0xffff }, "a new stream" },		\
	{ ATT_SEAL, { 0 }, "a second seal" },						\
	{ ATT_SWITCH_OFF, { 0 }, "the switch" },					\
}

/* Attachments of what does not exist. */
#define ATTACH_TRIES(smmu) { \
	{ ATT_ATTACH, { smmu, 0x10000, 0 }, "an unknown stream" },			\
	{ ATT_ATTACH, { smmu, 0x100000000 | DMA_SID, 0 }, "a stream of 33 bits" },	\
	{ ATT_ATTACH, { smmu, ~0ULL, 0 }, "stream -1" },				\
	{ ATT_ATTACH, { ~0ULL, DMA_SID, 0 }, "an unknown SMMU" },			\
	{ ATT_ATTACH, { smmu, DMA_SID, 0xfff }, "a domain that doesn't exist" },	\
	{ ATT_ATTACH, { smmu, DMA_SID, ~0ULL }, "a handle above all domains" },		\
	{ ATT_DETACH, { smmu, 0x10000 }, "detach of an unknown stream" },		\
	{ ATT_DETACH, { 1, DMA_SID }, "detach on an unknown SMMU" },			\
}

/* Registers that the host must not map for DMA. */
#define MAPPED_BLOCKS { \
	{ "map-smmu", "registers of the SMMU", SMMU_BASE },	\
	{ "map-gic", "registers of the GIC", GIC_DIST },	\
}

#endif /* VIRT_MACHINE_H */
