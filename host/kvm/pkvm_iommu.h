/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between KVM and the IOMMU driver at EL1: registration of the early
 * helper, the state of DMA isolation, and a wrapper for the hypercalls.
 */
#ifndef __LINUX_PKVM_IOMMU_H
#define __LINUX_PKVM_IOMMU_H

#include <linux/types.h>

#ifdef CONFIG_PKVM_IOMMU

#include <linux/arm-smccc.h>

#include <asm/kvm_asm.h>
#include <asm/kvm_pkvm_iommu.h>

/* Return values of @describe below; after a negative errno the state is FAILED. */
#define PKVM_IOMMU_SETUP_TAKEOVER	0	/* the system is described: take over */
#define PKVM_IOMMU_SETUP_OFF		1	/* switched off on the command line */

/**
 * struct pkvm_iommu_res - results of a hypercall
 * @ret: see asm/kvm_pkvm_iommu.h; -EOPNOTSUPP if EL2's dispatcher refuses the call
 * @x2: second result
 * @x3: third result
 */
struct pkvm_iommu_res {
	s64 ret;
	u64 x2;
	u64 x3;
};

/**
 * struct pkvm_iommu_setup - the early helper
 * @describe: describes SMMUs, memory controller and streams by set-up hypercalls; returns
 *	PKVM_IOMMU_SETUP_TAKEOVER, PKVM_IOMMU_SETUP_OFF or a negative errno, for which it
 *	has set a reason; it does not start the takeover itself
 * @explain: EL2 refused the takeover with @error: sets the reason. @what: enum
 *	pkvm_iommu_refused, @which: which one
 */
struct pkvm_iommu_setup {
	int (*describe)(void);
	void (*explain)(u64 what, u64 which, int error);
};

void pkvm_iommu_reserve_little(void);
int pkvm_iommu_register_setup(const struct pkvm_iommu_setup *s);
__printf(1, 2) void pkvm_iommu_set_reason(const char *fmt, ...);
void pkvm_iommu_finalise(bool pkvm);
bool pkvm_iommu_allows_pvms(void);

enum pkvm_iommu_state pkvm_iommu_state(void);
const char *pkvm_iommu_state_reason(void);
int pkvm_iommu_state_error(void);

bool pkvm_iommu_can_call(void);
s64 pkvm_iommu_result(const struct arm_smccc_res *smccc, struct pkvm_iommu_res *res);

/**
 * pkvm_iommu_hvc() - one hypercall
 * @name: __pkvm_iommu_...
 * @res: receives all results, or NULL
 * @...: the arguments, at least one
 *
 * If EL2's dispatcher refuses a call, it sets x0 to SMCCC_RET_NOT_SUPPORTED and leaves
 * x1, the register of the first result, as it was. This returns -EOPNOTSUPP then.
 *
 * Return: the first result.
 */
#define pkvm_iommu_hvc(name, res, ...)						\
	({									\
		struct arm_smccc_res __smccc = { .a0 = SMCCC_RET_NOT_SUPPORTED };	\
										\
		if (pkvm_iommu_can_call())					\
			arm_smccc_1_1_hvc(KVM_HOST_SMCCC_FUNC(name),		\
					  __VA_ARGS__, &__smccc);		\
		pkvm_iommu_result(&__smccc, res);				\
	})

#else

static inline void pkvm_iommu_finalise(bool pkvm) { }
static inline bool pkvm_iommu_allows_pvms(void) { return true; }

#endif /* CONFIG_PKVM_IOMMU */
#endif /* __LINUX_PKVM_IOMMU_H */
