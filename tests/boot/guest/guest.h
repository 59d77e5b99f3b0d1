/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of the protected guest and its VMM: the guest's physical address space,
 * the mailbox, and its commands.
 *
 * The guest gets a command by reading MBOX_CMD, an address without memory, which exits
 * to the VMM. Only the words that pass through the mailbox leave the guest.
 */
#ifndef BOOT_GUEST_H
#define BOOT_GUEST_H

#define GUEST_PAGE		0x1000
#define GUEST_BASE		0x80000000
#define GUEST_PAGES		64
#define GUEST_FIRST_DATA	16	/* pages below hold the guest's image */

#define MBOX_BASE		0x10000000
#define MBOX_CMD		0x00	/* read: the next command */
#define MBOX_ARG0		0x08	/* read: its arguments */
#define MBOX_ARG1		0x10
#define MBOX_ARG2		0x18
#define MBOX_VALUE		0x20	/* write: a value that belongs to the result */
#define MBOX_RESULT		0x28	/* write: the command is done */
#define MBOX_FATAL		0x30	/* write: ESR of an exception; the guest is lost */

#ifndef __ASSEMBLER__
/* Arguments are a page number, counted from GUEST_BASE, and then as noted. */
enum guest_cmd {
	GUEST_DRAW,	/* fill the page with new secret words */
	GUEST_CHANGED,	/* result: number of changed words; value: the first of them */
	GUEST_REVEAL,	/* word number: the value that was stored there */
	GUEST_READ,	/* word number: the value in memory */
	GUEST_WRITE,	/* word number, value */
	GUEST_SHARE,	/* result: 0, or the hypervisor's error */
	GUEST_UNSHARE,	/* result: 0, or the hypervisor's error */
	GUEST_SOURCE,	/* value: 1 when secrets come from RNDR, else 0 */
	GUEST_FINISH,	/* switch the guest off; there is no result */
};

#define GUEST_BAD_ARG	(~0UL)
#define GUEST_WORDS	(GUEST_PAGE / 8)
#endif

#endif /* BOOT_GUEST_H */
