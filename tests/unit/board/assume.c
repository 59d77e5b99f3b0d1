// SPDX-License-Identifier: GPL-2.0-only
/* Which assumptions of docs/not-covered.md a dump confirms or contradicts. */
#include <string.h>

#include "report.h"

#define CONFIRMED	"  confirmed     "
#define CONTRADICTED	"  contradicted  "
#define STILL_OPEN	"  open          "

#define CLIENT_AXISR	0x8cu
#define CLIENT_AXISW	0x8du
#define SID_GPCDMA	0x04u

static const char *verdict(bool holds)
{
	return holds ? CONFIRMED : CONTRADICTED;
}

static void end(FILE *out, const char *first, const struct board_words *w)
{
	board_say(out, first, "%s.", w->text);
}

static void reads_are_answered(FILE *out, const struct board_file *f)
{
	unsigned int i, aborts = 0;

	for (i = 0; i < f->nr_regs; i++)
		aborts += f->regs[i].aborted;
	board_say(out, verdict(!aborts), "Reads of these registers are answered: %u of %u abort.",
		  aborts, f->nr_regs);
}

static void bypass_is_everywhere(FILE *out, const struct board_file *f)
{
	uint32_t first = board_value(f, board_mc_page(0) + BOARD_MC_BYPASS);
	struct board_words w = { .len = 0 };
	unsigned int i, same = 0;
	bool all;

	for (i = 0; i < BOARD_NR_MC_PAGES; i++)
		same += board_value(f, board_mc_page(i) + BOARD_MC_BYPASS) == first;
	all = same == BOARD_NR_MC_PAGES;
	board_add(&w, "MC_SMMU_BYPASS_CONFIG is in every page of the memory controller: %u of %u",
		  same, BOARD_NR_MC_PAGES);
	board_add(&w, "read 0x%08x, as the first does", first);
	if (all && !first)
		board_add(&w, "(and as a page without the register might)");
	end(out, all && !first ? STILL_OPEN : verdict(all), &w);
}

static void firmware_leaves_a_way(FILE *out, const struct board_file *f)
{
	static const char *const mode[4] = {
		"everything passes around the SMMUs", "reserved",
		"stream ID 0x7f passes around its SMMU", "nothing passes around an SMMU",
	};
	uint32_t val = board_value(f, board_mc_page(0) + BOARD_MC_BYPASS);
	struct board_words w = { .len = 0 };

	board_add(&w, "Firmware of Tegra186 and Tegra194 locks mode 2 in that register; here it");
	board_add(&w, "is 0x%08x: mode %u (%s), %slocked.", val, val & 3, mode[val & 3],
		  val & BOARD_BYPASS_LOCKED ? "" : "not ");
	board_add(&w, "What the modes do on this SoC, a dump cannot show");
	end(out, STILL_OPEN, &w);
}

static void id_is_as_derived(FILE *out, const struct board_file *f, uint32_t off, unsigned int idr)
{
	uint32_t val, want = board_assumed_idr(idr);
	unsigned int i;

	for (i = 0; i < BOARD_NR_SMMUS; i++) {
		val = board_value(f, board_smmu_base(i) + off);
		if (i && val == board_value(f, board_smmu_base(0) + off))
			continue;
		board_say(out, verdict(val == want), "IDR%u of %s is 0x%08x; models have 0x%08x.",
			  idr, board_smmu_section(i), val, want);
	}
}

static void ids_are_as_derived(FILE *out, const struct board_file *f)
{
	uint32_t idr2 = board_value(f, board_smmu_base(0) + BOARD_IDR2);

	id_is_as_derived(out, f, BOARD_IDR0, 0);
	id_is_as_derived(out, f, BOARD_IDR1, 1);
	id_is_as_derived(out, f, BOARD_IDR2, 2);
	id_is_as_derived(out, f, BOARD_IDR7, 7);
	board_say(out, CONFIRMED, "VMIDs have %u bits (IDR2.VMID16S); EL2 uses 8.",
		  idr2 >> 15 & 1 ? 16 : 8);
}

static void scr0_fixed_bits(FILE *out, const struct board_file *f)
{
	unsigned int i, set = 0, clear = 0, off = 0;
	struct board_words w = { .len = 0 };
	uint32_t val;

	for (i = 0; i < BOARD_NR_SMMUS; i++) {
		val = board_value(f, board_smmu_base(i) + BOARD_SCR0);
		set += val >> 21 & 1;
		clear += !(val & 0x330);
		off += val & 1;
	}
	board_add(&w, "sCR0's fixed bits: SMCFCFG reads 1 in %u of %u instances, GSE, STALLD,", set,
		  BOARD_NR_SMMUS);
	board_add(&w, "GCFGFIE and GCFGFRE read 0 in %u. CLIENTPD (no translation) is set in %u",
		  clear, off);
	end(out, verdict(set == BOARD_NR_SMMUS && clear == BOARD_NR_SMMUS), &w);
}

static unsigned int differences(const struct board_file *f, unsigned int a, unsigned int b,
				uint32_t off, unsigned int nr)
{
	unsigned int i, n = 0;

	for (i = 0; i < nr; i++)
		n += board_value(f, board_smmu_base(a) + off + 4 * i) !=
		     board_value(f, board_smmu_base(b) + off + 4 * i);
	return n;
}

static void pairs_are_alike(FILE *out, const struct board_file *f)
{
	unsigned int nr, n;
	int a, b;

	for (nr = 0; nr < BOARD_NR_NODES; nr++) {
		a = board_instance(nr, 0);
		b = board_instance(nr, 1);
		if (b < 0)
			continue;
		n = differences(f, a, b, BOARD_SCR0, 1) +
		    differences(f, a, b, BOARD_SMR, BOARD_MAX_GROUPS) +
		    differences(f, a, b, BOARD_S2CR, BOARD_MAX_GROUPS) +
		    differences(f, a, b, BOARD_CBAR, BOARD_MAX_BANKS);
		board_say(out, verdict(!n), "Both instances of %s are programmed alike: %u %s.",
			  board_smmu_name(nr), n, "registers differ (sCR0, SMR, S2CR, CBAR)");
	}
}

struct count {
	unsigned int unknown_bits, wide_sid, unnamed, around, other_sid, locked;
};

static void count_client(const struct board_file *f, unsigned int i, struct count *c)
{
	uint32_t sid = board_value(f, BOARD_MC_SID_PAGE + 8 * i);
	uint32_t sec = board_value(f, BOARD_MC_SID_PAGE + 8 * i + 4);
	unsigned int want, smmu;

	c->unknown_bits += (sec & ~BOARD_SEC_KNOWN) != 0;
	c->wide_sid += sid > BOARD_SID_AROUND;
	c->unnamed += !board_client_name(i) && (sid || sec);
	c->around += sid == BOARD_SID_AROUND && sec & BOARD_SEC_OVERRIDE;
	if (!(sec & BOARD_SEC_LOCKED))
		return;
	c->locked++;
	c->other_sid += sec & BOARD_SEC_OVERRIDE && board_row(i, &want, &smmu) && want != sid;
}

static void known_bits(FILE *out, const struct count *c)
{
	board_say(out, verdict(!c->unknown_bits), "Security registers have bits %s: %u %s.",
		  "0, 8 and 16 only", c->unknown_bits, "clients have others");
	board_say(out, verdict(!c->wide_sid), "Stream IDs have seven bits: %u clients have more.",
		  c->wide_sid);
	board_say(out, verdict(!c->unnamed), "The clients are those of tegra234-mc.h: %u %s.",
		  c->unnamed, "others have registers that are not zero");
}

static void firmwares_choices(FILE *out, const struct count *c)
{
	struct board_words w = { .len = 0 };

	board_add(&w, "Firmware forces stream ID 0x7f on no client: it does on %u. A device that",
		  c->around);
	board_add(&w, "depends on passing around its SMMU faults after the takeover");
	end(out, verdict(!c->around), &w);

	w.len = 0;
	board_add(&w, "What a lock holds, the security register, the stream ID or both: %u clients",
		  c->locked);
	board_add(&w, "are locked, %u of them forced to another stream ID than the topology's.",
		  c->other_sid);
	board_add(&w, "Only a write can show it; both readings were tried above");
	end(out, STILL_OPEN, &w);
}

static void client_registers(FILE *out, const struct board_file *f)
{
	struct count c = { 0 };
	unsigned int i;

	for (i = 0; i < BOARD_NR_CLIENTS; i++)
		count_client(f, i, &c);
	known_bits(out, &c);
	firmwares_choices(out, &c);
}

static void gpcdma_is_axis(FILE *out, const struct board_file *f)
{
	const uint32_t r = BOARD_MC_SID_PAGE + 8 * CLIENT_AXISR;
	const uint32_t w = BOARD_MC_SID_PAGE + 8 * CLIENT_AXISW;
	struct board_words words = { .len = 0 };

	board_add(&words, "GPCDMA presents itself as AXISR and AXISW (0x8c, 0x8d): their security");
	board_add(&words, "registers are 0x%08x and 0x%08x, their stream IDs",
		  board_value(f, r + 4), board_value(f, w + 4));
	board_add(&words, "0x%02x and 0x%02x; GPCDMA's is 0x%02x", board_value(f, r),
		  board_value(f, w), SID_GPCDMA);
	end(out, STILL_OPEN, &words);
}

static bool log_has(const struct board_file *f, const char *words)
{
	unsigned int i;

	for (i = 0; i < f->nr_texts; i++)
		if (strstr(f->texts[i], words))
			return true;
	return false;
}

static void firmware_calls(FILE *out, const struct board_file *f)
{
	struct board_words w = { .len = 0 };

	board_add(&w, "Firmware implements SDEI, whose calls EL2 refuses: the kernel's log %s.",
		  log_has(f, "SDEIv") ? "says so" : "does not say so");
	board_add(&w, "The kernel looks for it only if the device tree has a node (here: %.30s)",
		  board_text(f, "sdei"));
	end(out, log_has(f, "SDEIv") ? CONFIRMED : STILL_OPEN, &w);
}

void board_assumptions(FILE *out, const struct board_file *f)
{
	reads_are_answered(out, f);
	bypass_is_everywhere(out, f);
	firmware_leaves_a_way(out, f);
	client_registers(out, f);
	gpcdma_is_axis(out, f);
	ids_are_as_derived(out, f);
	scr0_fixed_bits(out, f);
	pairs_are_alike(out, f);
	firmware_calls(out, f);
}
