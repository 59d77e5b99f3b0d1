/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Register accesses that may end in a synchronous external abort, such as those to a
 * block without clock or in reset. An abort is reported, and is no panic.
 */
#ifndef __ARM64_KVM_NVHE_IOMMU_IO_H
#define __ARM64_KVM_NVHE_IOMMU_IO_H

#include <linux/errno.h>
#include <linux/types.h>

#include <asm/kvm_asm.h>
#include <asm/sysreg.h>

/*
 * The syndrome of the host's trap. An abort at EL2 overwrites it, and the host's abort
 * is made of it; SPSR and ELR are where the host continues.
 */
struct pkvm_iommu_trap {
	u64 spsr;
	u64 elr;
	u64 esr;
	u64 far;
	u64 hpfar;
};

static inline void pkvm_iommu_save_trap(struct pkvm_iommu_trap *trap)
{
	trap->spsr = read_sysreg(spsr_el2);
	trap->elr = read_sysreg(elr_el2);
	trap->esr = read_sysreg(esr_el2);
	trap->far = read_sysreg(far_el2);
	trap->hpfar = read_sysreg(hpfar_el2);
}

static inline void pkvm_iommu_restore_trap(const struct pkvm_iommu_trap *trap)
{
	write_sysreg(trap->spsr, spsr_el2);
	write_sysreg(trap->elr, elr_el2);
	write_sysreg(trap->esr, esr_el2);
	write_sysreg(trap->far, far_el2);
	write_sysreg(trap->hpfar, hpfar_el2);
}

/* Load or store one register; @ret is -EIO if that aborts. */
#define __pkvm_iommu_access(insn, reg, val, va, ret)			\
({									\
	asm volatile("1:	" insn "	%" reg "1, [%2]\n"	\
		     "	b	3f\n"					\
		     "2:	mov	%w0, %3\n"			\
		     "3:\n"						\
		     __KVM_EXTABLE(1b, 2b)				\
		     : "+r" (ret), "+r" (val)				\
		     : "r" (va), "i" (-EIO)				\
		     : "memory");					\
})

/**
 * pkvm_iommu_read() - read a register that may abort
 * @va: its address at EL2
 * @size: 1, 2, 4 or 8 bytes
 * @val: the value; unchanged after an abort
 *
 * Return: 0, or -EIO after a synchronous external abort.
 */
static inline int pkvm_iommu_read(const void __iomem *va, unsigned int size, u64 *val)
{
	struct pkvm_iommu_trap trap;
	u64 read = 0;
	int ret = 0;

	pkvm_iommu_save_trap(&trap);
	switch (size) {
	case 1:
		__pkvm_iommu_access("ldrb", "w", read, va, ret);
		break;
	case 2:
		__pkvm_iommu_access("ldrh", "w", read, va, ret);
		break;
	case 4:
		__pkvm_iommu_access("ldr", "w", read, va, ret);
		break;
	default:
		__pkvm_iommu_access("ldr", "x", read, va, ret);
		break;
	}
	if (ret)
		pkvm_iommu_restore_trap(&trap);
	else
		*val = read;
	return ret;
}

/**
 * pkvm_iommu_write() - write a register that may abort
 * @va: its address at EL2
 * @size: 1, 2, 4 or 8 bytes
 * @val: the value
 *
 * Return: 0, or -EIO after a synchronous external abort. If the interconnect reports
 * the write's error as an SError, 0 is returned and the host takes the SError: EL2
 * runs with SErrors masked, and does not route the host's to itself.
 */
static inline int pkvm_iommu_write(void __iomem *va, unsigned int size, u64 val)
{
	struct pkvm_iommu_trap trap;
	int ret = 0;

	pkvm_iommu_save_trap(&trap);
	switch (size) {
	case 1:
		__pkvm_iommu_access("strb", "w", val, va, ret);
		break;
	case 2:
		__pkvm_iommu_access("strh", "w", val, va, ret);
		break;
	case 4:
		__pkvm_iommu_access("str", "w", val, va, ret);
		break;
	default:
		__pkvm_iommu_access("str", "x", val, va, ret);
		break;
	}
	if (ret)
		pkvm_iommu_restore_trap(&trap);
	return ret;
}

/**
 * pkvm_iommu_read32() - read a register of 32 bits that may abort
 * @va: its address at EL2
 * @val: the value; unchanged after an abort
 *
 * Return: as pkvm_iommu_read().
 */
static inline int pkvm_iommu_read32(const void __iomem *va, u32 *val)
{
	u64 read;
	int ret = pkvm_iommu_read(va, sizeof(*val), &read);

	if (!ret)
		*val = read;
	return ret;
}

/**
 * pkvm_iommu_write32() - write a register of 32 bits that may abort
 * @va: its address at EL2
 * @val: the value
 *
 * Return: as pkvm_iommu_write().
 */
static inline int pkvm_iommu_write32(void __iomem *va, u32 val)
{
	return pkvm_iommu_write(va, sizeof(val), val);
}

#endif /* __ARM64_KVM_NVHE_IOMMU_IO_H */
