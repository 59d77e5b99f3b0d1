/* SPDX-License-Identifier: GPL-2.0-only */
/* A host context's registers. */
#ifndef SHIM_NVHE_TRAP_HANDLER_H
#define SHIM_NVHE_TRAP_HANDLER_H

#include <linux/kvm_host.h>

#define cpu_reg(ctxt, r)	((ctxt)->regs.regs[r])
#define DECLARE_REG(type, name, ctxt, reg)	type name = (type)cpu_reg(ctxt, reg)

#endif
