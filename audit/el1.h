/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EL1's code, for EL2's side of the program: both define names of the kernel, so that no
 * file can include the headers of both.
 */
#ifndef AUDIT_EL1_H
#define AUDIT_EL1_H

extern const void *initial_boot_params;

int el1_boot(void);			/* 0: the state is ACTIVE */
const char *el1_log_text(void);
const char *pkvm_iommu_state_reason(void);
int pkvm_iommu_state_error(void);

/* machine.c: what EL2 returns in x1 to x3. */
long long el2_hvc(const char *name, const unsigned long long *args, unsigned long long *x2,
		  unsigned long long *x3);

#endif
