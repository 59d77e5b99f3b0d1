/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page that holds what the attacker runs at EL2: code, and from ATT_PAYLOAD_DATA on
 * a struct att_payload.
 */
#ifndef BOOT_ATTACKER_PAYLOAD_H
#define BOOT_ATTACKER_PAYLOAD_H

#define ATT_PAYLOAD_DATA	0x800

#define ATT_PAYLOAD_EL		0x00
#define ATT_PAYLOAD_GUEST	0x08
#define ATT_PAYLOAD_SECRET	0x10
#define ATT_PAYLOAD_VBAR	0x18
#define ATT_PAYLOAD_SCTLR	0x20
#define ATT_PAYLOAD_MMU_ON	0x28
#define ATT_PAYLOAD_RESUME	0x30
#define ATT_PAYLOAD_ELR		0x38
#define ATT_PAYLOAD_SPSR	0x40
#define ATT_PAYLOAD_X0		0x48

#ifndef __ASSEMBLER__
#include <linux/types.h>

/**
 * struct att_payload - what the code at EL2 needs to know, and its result
 * @el: result: CurrentEL
 * @guest: physical address of the guest's page
 * @secret: result: the page's first word
 * @vbar, @sctlr, @elr, @spsr: EL2's registers, to restore
 * @mmu_on: physical address of code of EL2's that sets SCTLR_EL2 and returns to x2
 * @resume: EL2's virtual address, where to go on
 * @x0: x0 there
 */
struct att_payload {
	u64 el;
	u64 guest;
	u64 secret;
	u64 vbar;
	u64 sctlr;
	u64 mmu_on;
	u64 resume;
	u64 elr;
	u64 spsr;
	u64 x0;
};
#endif

#endif /* BOOT_ATTACKER_PAYLOAD_H */
