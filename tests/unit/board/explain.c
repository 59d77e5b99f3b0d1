// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why EL2 refuses a board, in words. That it does, and with which error, is the result of
 * EL2's own code; this file only explains the registers that it looked at.
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "report.h"

#define BITS(v, hi, lo)	(((v) >> (lo)) & ((1u << ((hi) - (lo) + 1)) - 1))

void board_add(struct board_words *w, const char *fmt, ...)
{
	size_t left = sizeof(w->text) - w->len;
	va_list ap;
	int n;

	if (w->len && left > 1) {
		w->text[w->len++] = ' ';
		left--;
	}
	va_start(ap, fmt);
	n = vsnprintf(w->text + w->len, left, fmt, ap);
	va_end(ap);
	if (n > 0)
		w->len += (size_t)n < left ? (size_t)n : left - 1;
}

const char *board_error(int err)
{
	static const struct {
		int err;
		const char *name;
	} names[] = {
		{ -EPERM, "-EPERM (firmware has locked it)" },
		{ -EIO, "-EIO (a register does not take its value)" },
		{ -EINVAL, "-EINVAL (not possible)" },
		{ -ENODEV, "-ENODEV (EL2 cannot drive this hardware)" },
		{ -ENOSPC, "-ENOSPC (too few streams or contexts)" },
		{ -ETIMEDOUT, "-ETIMEDOUT (an invalidation is not confirmed)" },
		{ -EBUSY, "-EBUSY (DMA is running)" },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].err == err)
			return names[i].name;
	return "an error without a name";
}

/* Does stream ID 0x7f pass around the SMMU for good? */
static bool is_around_locked(const struct board_file *f)
{
	uint32_t val;
	unsigned int i;

	for (i = 0; i < BOARD_NR_MC_PAGES; i++) {
		val = board_value(f, board_mc_page(i) + BOARD_MC_BYPASS);
		if (val & BOARD_BYPASS_LOCKED && BITS(val, 1, 0) != 3)
			return true;
	}
	return false;
}

static void explain_locked(const struct board_file *f, uint32_t sec, struct board_words *w)
{
	if (sec & BOARD_SEC_OVERRIDE && !(sec & BOARD_SEC_NS)) {
		board_add(w, "firmware has forced the accesses to be secure (NS is clear) and has");
		board_add(w, "locked this: the SMMU's non-secure registers, which EL2");
		board_add(w, "programs, do not apply to them");
	} else if (sec & BOARD_SEC_OVERRIDE) {
		board_add(w, "firmware has locked a stream ID that EL2 cannot accept: it is not");
		board_add(w, "the topology's, or it passes around the SMMU");
	} else {
		board_add(w, "firmware has locked that the device chooses its stream ID");
		board_add(w, "(OVERRIDE is clear), so EL2 cannot force one on it");
		if (!is_around_locked(f))
			return;
		board_add(w, "(and stream ID 0x7f passes around the SMMU for good: the bypass");
		board_add(w, "register is locked)");
	}
}

static void explain_client(const struct board_file *f, const struct board_reason *why,
			   struct board_words *w)
{
	uint32_t sec = board_value(f, BOARD_MC_SID_PAGE + 8 * why->nr + 4);

	if (sec & BOARD_SEC_LOCKED)
		explain_locked(f, sec, w);
	else
		board_add(w, "EL2 could not program the client's registers");
}

static void explain_bypass(const struct board_reason *why, struct board_words *w)
{
	static const char *const mode[4] = {
		"every access passes around the SMMUs", "reserved, taken as every access passes",
		"stream ID 0x7f passes around the SMMU", "no access passes around an SMMU",
	};

	board_add(w, "MC_SMMU_BYPASS_CONFIG of page 0x%08x is 0x%08x: mode %u,",
		  board_mc_page(why->nr), why->val, BITS(why->val, 1, 0));
	board_add(w, "%s%s", mode[BITS(why->val, 1, 0)],
		  why->val & BOARD_BYPASS_LOCKED ? ", and locked" : "");
}

static void explain_idr0(const char *smmu, uint32_t idr0, uint32_t scr0, struct board_words *w)
{
	unsigned int groups = BITS(idr0, 7, 0);

	if (!(idr0 >> 29 & 1))
		board_add(w, "- %s has no stage 2 (IDR0.S2TS)", smmu);
	if (!(idr0 >> 27 & 1))
		board_add(w, "- %s cannot match streams (IDR0.SMS)", smmu);
	if (BITS(idr0, 12, 9) < 15)
		board_add(w, "- %s has %u bits of stream ID, not 15 (IDR0.NUMSIDB)", smmu,
			  BITS(idr0, 12, 9));
	if (groups < 32 || groups > BOARD_MAX_GROUPS)
		board_add(w, "- %s has %u stream-match groups (IDR0.NUMSMRG)", smmu, groups);
	if (scr0 >> 3 & 1)
		board_add(w, "- %s uses extended stream IDs (sCR0.EXIDENABLE)", smmu);
}

static void explain_idr1(const char *smmu, uint32_t idr1, struct board_words *w)
{
	unsigned int size = 4u << (BITS(idr1, 30, 28) + (idr1 >> 31 ? 16 : 12));
	unsigned int banks = BITS(idr1, 7, 0);

	if (size != 0x1000000)
		board_add(w, "- %s has 0x%x bytes of registers by IDR1, not 0x1000000", smmu, size);
	if (banks < 2 || banks > BOARD_MAX_BANKS)
		board_add(w, "- %s has %u context banks (IDR1.NUMCB)", smmu, banks);
}

static void explain_idr2(const char *smmu, uint32_t idr2, struct board_words *w)
{
	if (!(idr2 >> 12 & 1))
		board_add(w, "- %s has no 4 KiB pages of the long format (IDR2.PTFSv8_4K)", smmu);
	if (BITS(idr2, 3, 0) < 2 || BITS(idr2, 7, 4) < 2)
		board_add(w, "- %s has less than 40 bits of address (IDR2.IAS, OAS)", smmu);
}

static void explain_pair(const struct board_file *f, unsigned int nr, struct board_words *w)
{
	static const uint32_t ids[] = { BOARD_IDR0, BOARD_IDR1, BOARD_IDR2, BOARD_IDR7 };
	int a = board_instance(nr, 0), b = board_instance(nr, 1);
	uint32_t one, other;
	size_t i;

	for (i = 0; b >= 0 && i < sizeof(ids) / sizeof(ids[0]); i++) {
		one = board_value(f, board_smmu_base(a) + ids[i]);
		other = board_value(f, board_smmu_base(b) + ids[i]);
		if (one != other)
			board_add(w, "- its instances differ: register 0x%02x is 0x%08x and 0x%08x",
				  ids[i], one, other);
	}
}

static void explain_smmu(const struct board_file *f, const struct board_reason *why,
			 struct board_words *w)
{
	uint32_t base = board_smmu_base(board_instance(why->nr, 0));
	const char *name = board_smmu_name(why->nr);

	board_add(w, "EL2 does not know how to drive this SMMU:");
	explain_pair(f, why->nr, w);
	explain_idr0(name, board_value(f, base + BOARD_IDR0), board_value(f, base + BOARD_SCR0), w);
	explain_idr1(name, board_value(f, base + BOARD_IDR1), w);
	explain_idr2(name, board_value(f, base + BOARD_IDR2), w);
}

void board_explain(const struct board_file *f, const struct board_reason *why,
		   struct board_words *w)
{
	w->len = 0;
	if (why->panicked)
		board_add(w, "EL2 would panic, which is an error of EL2's;");
	if (why->about == ABOUT_CLIENT)
		explain_client(f, why, w);
	else if (why->about == ABOUT_BYPASS)
		explain_bypass(why, w);
	else if (why->about == ABOUT_SMMU)
		explain_smmu(f, why, w);
	else
		board_add(w, "the last register that EL2 accessed does not explain it");
}
