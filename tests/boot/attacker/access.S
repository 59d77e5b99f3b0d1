/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Single loads and stores that return -EFAULT if they abort:
 *
 *	int att_loadN(void *p, u64 *val);
 *	int att_storeN(void *p, u64 *val);
 *
 * Pairs (N = 16) move *val twice: such an access has no valid syndrome (ISV).
 */
#include <linux/linkage.h>
#include <asm-generic/errno-base.h>
#include <asm/asm-extable.h>
#include <asm/assembler.h>

	.macro	load name, insn:vararg
SYM_FUNC_START(\name)
	mov	x4, x0
	mov	w0, #-EFAULT
1:	\insn
	str	x2, [x1]
	mov	w0, wzr
2:	ret
	_asm_extable_uaccess 1b, 2b
SYM_FUNC_END(\name)
	.endm

	.macro	store name, insn:vararg
SYM_FUNC_START(\name)
	mov	x4, x0
	ldr	x2, [x1]
	mov	w0, #-EFAULT
1:	\insn
	mov	w0, wzr
2:	ret
	_asm_extable_uaccess 1b, 2b
SYM_FUNC_END(\name)
	.endm

	load	att_load1, ldrb w2, [x4]
	load	att_load2, ldrh w2, [x4]
	load	att_load4, ldr w2, [x4]
	load	att_load8, ldr x2, [x4]
	load	att_load16, ldp x2, x3, [x4]

	store	att_store1, strb w2, [x4]
	store	att_store2, strh w2, [x4]
	store	att_store4, str w2, [x4]
	store	att_store8, str x2, [x4]
	store	att_store16, stp x2, x2, [x4]
