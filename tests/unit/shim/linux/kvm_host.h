/* SPDX-License-Identifier: GPL-2.0-only */
/* The registers of a host context, and the syndrome of a trapped access. */
#ifndef SHIM_LINUX_KVM_HOST_H
#define SHIM_LINUX_KVM_HOST_H

#include "shim_base.h"

struct kvm_cpu_context {
	struct {
		u64 regs[31];
		u64 pc;
	} regs;
};

#endif
