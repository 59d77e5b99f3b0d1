// SPDX-License-Identifier: GPL-2.0-only
/*
 * The protected guest: fills its pages with secrets and executes the mailbox's commands.
 *
 * A page's words are a keyed mix of their position, and the key never leaves the
 * guest's memory. So the guest can compute the expected contents of a page at any time,
 * without a second copy that an attacker might find instead.
 *
 * The key comes from RNDR if the CPU has it, else from the counter's jitter across exits
 * to the host. A host that watches the counter could predict the jitter, but this test
 * does not.
 */
#include "guest.h"

typedef unsigned long u64;

#define SMCCC_MEM_SHARE		0xc6000003UL
#define SMCCC_MEM_UNSHARE	0xc6000004UL
#define PSCI_SYSTEM_OFF		0x84000008UL
#define ISAR0_RNDR_SHIFT	60

static u64 key[GUEST_PAGES];
static u64 pool;

static u64 mbox_read(u64 reg)
{
	u64 val;

	asm volatile("ldr %0, [%1]" : "=r"(val) : "r"(MBOX_BASE + reg) : "memory");
	return val;
}

static void mbox_write(u64 reg, u64 val)
{
	asm volatile("str %0, [%1]" : : "r"(val), "r"(MBOX_BASE + reg) : "memory");
}

static u64 hypercall(u64 func, u64 arg)
{
	register u64 x0 asm("x0") = func;
	register u64 x1 asm("x1") = arg;
	register u64 x2 asm("x2") = 0;
	register u64 x3 asm("x3") = 0;

	asm volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : :
		     "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
		     "x13", "x14", "x15", "x16", "x17", "memory");
	return x0;
}

static u64 counter(void)
{
	u64 val;

	asm volatile("isb; mrs %0, cntvct_el0" : "=r"(val) : : "memory");
	return val;
}

/* A bijection whose every output bit depends on every input bit. */
static u64 mix(u64 x)
{
	x += 0x9e3779b97f4a7c15UL;
	x = (x ^ (x >> 29)) * 0xd1342543de82ef95UL;
	x = (x ^ (x >> 32)) * 0xaf251af3b0f025b5UL;
	return x ^ (x >> 30);
}

static int have_rndr(void)
{
	u64 isar0;

	asm("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
	return (isar0 >> ISAR0_RNDR_SHIFT) != 0;
}

/* RNDR may fail for a while, and sets NZCV.Z then. The number of tries is bounded. */
static u64 rndr(void)
{
	u64 val, ok = 0;

	for (int i = 0; i < 1000 && !ok; i++)
		asm volatile("mrs %0, s3_3_c2_c4_0\n"
			     "cset %1, ne" : "=r"(val), "=r"(ok) : : "cc");
	return ok ? val : 0;
}

static void stir(void)
{
	pool = mix(pool ^ counter());
	if (have_rndr())
		pool = mix(pool ^ rndr());
}

static u64 *page_words(u64 page)
{
	return (u64 *)(GUEST_BASE + page * GUEST_PAGE);
}

static u64 secret(u64 page, u64 word)
{
	return mix(key[page] ^ mix(page << 32 | word));
}

static u64 draw(u64 page)
{
	volatile u64 *words = page_words(page);

	stir();
	key[page] = mix(pool ^ page);
	for (u64 i = 0; i < GUEST_WORDS; i++)
		words[i] = secret(page, i);
	return 0;
}

static u64 changed(u64 page)
{
	volatile u64 *words = page_words(page);
	u64 n = 0;

	for (u64 i = 0; i < GUEST_WORDS; i++) {
		u64 now = words[i];

		if (now == secret(page, i))
			continue;
		if (!n++)
			mbox_write(MBOX_VALUE, now);
	}
	return n;
}

static u64 word_cmd(u64 cmd, u64 page, u64 word, u64 val)
{
	volatile u64 *words = page_words(page);

	if (word >= GUEST_WORDS)
		return GUEST_BAD_ARG;
	if (cmd == GUEST_WRITE)
		words[word] = val;
	else
		mbox_write(MBOX_VALUE, cmd == GUEST_READ ? words[word] : secret(page, word));
	return 0;
}

static u64 page_cmd(u64 cmd, u64 page, u64 word, u64 val)
{
	u64 ipa = GUEST_BASE + page * GUEST_PAGE;

	if (page < GUEST_FIRST_DATA || page >= GUEST_PAGES)
		return GUEST_BAD_ARG;
	switch (cmd) {
	case GUEST_DRAW:
		return draw(page);
	case GUEST_CHANGED:
		return changed(page);
	case GUEST_SHARE:
		return hypercall(SMCCC_MEM_SHARE, ipa);
	case GUEST_UNSHARE:
		return hypercall(SMCCC_MEM_UNSHARE, ipa);
	case GUEST_REVEAL:
	case GUEST_READ:
	case GUEST_WRITE:
		return word_cmd(cmd, page, word, val);
	}
	return GUEST_BAD_ARG;
}

void guest_main(void)
{
	for (;;) {
		u64 cmd = mbox_read(MBOX_CMD);
		u64 page = mbox_read(MBOX_ARG0);
		u64 word = mbox_read(MBOX_ARG1);
		u64 val = mbox_read(MBOX_ARG2);

		stir();
		if (cmd == GUEST_FINISH)
			hypercall(PSCI_SYSTEM_OFF, 0);
		if (cmd == GUEST_SOURCE) {
			mbox_write(MBOX_VALUE, have_rndr());
			mbox_write(MBOX_RESULT, 0);
			continue;
		}
		mbox_write(MBOX_RESULT, page_cmd(cmd, page, word, val));
	}
}
