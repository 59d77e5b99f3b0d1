/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The protected guest's first instructions: a stack, exception vectors that
 * tell the VMM, then C. The MMU stays off.
 */
#include "guest.h"

	.section .text.start, "ax"
	.globl	_start
_start:
	adrp	x1, stack_top
	add	x1, x1, :lo12:stack_top
	mov	sp, x1
	adrp	x1, vectors
	add	x1, x1, :lo12:vectors
	msr	vbar_el1, x1
	isb
	bl	guest_main
	b	.

	.text
	.balign	2048
vectors:
	.rept	16
	.balign	128
	mrs	x0, esr_el1
	mov	x1, #(MBOX_BASE & 0xffff0000)
	str	x0, [x1, #MBOX_FATAL]
	b	.
	.endr
	.balign	128

	.bss
	.balign	16
	.skip	0x1000
stack_top:
