// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tegra's memory controller: its register regions, what they do to an access
 * on its way, and the error log.
 *
 * No public document describes these registers; offsets and bits are those that
 * the kernel's driver and, for the bypass register, T186's and T194's open
 * firmware use. What a register does beyond that use is assumed, and of two possible
 * interpretations the model takes the one that protects less.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mc.h"

#define CH_WORDS	(MC_REGION_SIZE / 4)

/* The interrupt status of channels above this has no bit in the global word. */
#define NR_REPORTING	8u
#define GLOBAL_SHIFT	8

#define SECURITY_WRITABLE \
	(MC_SID_SECURITY_NS | MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_LOCKED)

#define ERR_STATUS_WRITE	(UINT32_C(1) << 16)
#define ERR_STATUS_ADR_HI_SHIFT	20
#define ERR_STATUS_TYPE_EMEM	(UINT32_C(2) << 28)

struct mc {
	struct mc_config cfg;
	uint32_t override[MC_NR_CLIENTS];
	uint32_t security[MC_NR_CLIENTS];
	uint32_t ch[MC_NR_CHANNELS][CH_WORDS];
	uint32_t global_latch;
	bool irq_level;
	struct mc_stats stats;
};

static void log_access(struct mc *mc, const char *what, unsigned int region, uint64_t off)
{
	char msg[96];

	if (!mc->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "MC region %u offset 0x%llx: %s", region,
		 (unsigned long long)off, what);
	mc->cfg.log(mc->cfg.log_opaque, msg);
}

/* ---- interrupt ---- */

static uint32_t channel_pending(const struct mc *mc, unsigned int ch)
{
	return mc->ch[ch][MC_INTSTATUS / 4] & mc->ch[ch][MC_INTMASK / 4];
}

static uint32_t global_status(const struct mc *mc)
{
	uint32_t status = mc->global_latch;
	unsigned int ch;

	for (ch = 0; ch < NR_REPORTING; ch++)
		if (channel_pending(mc, ch))
			status |= UINT32_C(1) << (GLOBAL_SHIFT + ch);
	return status;
}

static void update_irq(struct mc *mc)
{
	bool level = false;
	unsigned int ch;

	for (ch = 0; ch < MC_NR_CHANNELS; ch++)
		level |= channel_pending(mc, ch) != 0;
	if (level == mc->irq_level)
		return;
	mc->irq_level = level;
	if (mc->cfg.irq)
		mc->cfg.irq->set(mc->cfg.irq_opaque, 0, level);
}

/* ---- reset ---- */

static void reset_clients(struct mc *mc)
{
	uint32_t forced = MC_SID_SECURITY_OVERRIDE | MC_SID_SECURITY_NS;
	unsigned int i;

	if (mc->cfg.lock_overrides)
		forced |= MC_SID_SECURITY_LOCKED;
	memset(mc->override, 0, sizeof(mc->override));
	memset(mc->security, 0, sizeof(mc->security));
	for (i = 0; i < mc->cfg.clients->nr; i++) {
		const struct mc_client *c = &mc->cfg.clients->client[i];

		if (c->node == SMMU_NONE)
			continue;
		mc->override[c->id] = mc->cfg.around ? MC_SID_PASSTHROUGH : c->sid;
		mc->security[c->id] = mc->cfg.around || c->forced ? forced : 0;
	}
}

static void reset_choosers(struct mc *mc)
{
	unsigned int i;

	for (i = 0; i < mc->cfg.nr_choosers; i++) {
		mc->override[mc->cfg.choosers[i]] = MC_SID_PASSTHROUGH;
		mc->security[mc->cfg.choosers[i]] = MC_SID_SECURITY_LOCKED;
	}
}

void mc_reset(struct mc *mc)
{
	unsigned int ch;

	reset_clients(mc);
	reset_choosers(mc);
	memset(mc->ch, 0, sizeof(mc->ch));
	for (ch = 0; ch < MC_NR_CHANNELS; ch++) {
		mc->ch[ch][MC_CFG_CHANNEL_ENABLE / 4] = (UINT32_C(1) << MC_NR_CHANNELS) - 1;
		mc->ch[ch][MC_SMMU_BYPASS_CONFIG / 4] = mc->cfg.bypass_config;
	}
	mc->global_latch = 0;
	update_irq(mc);
}

void mc_set_firmware(struct mc *mc, uint32_t bypass_config, bool lock_overrides)
{
	mc->cfg.bypass_config = bypass_config;
	mc->cfg.lock_overrides = lock_overrides;
}

struct mc *mc_new(const struct mc_config *cfg)
{
	struct mc *mc;

	if (!cfg->clients || !cfg->address_bits || cfg->address_bits > 63)
		return NULL;
	mc = calloc(1, sizeof(*mc));
	if (!mc)
		return NULL;
	mc->cfg = *cfg;
	mc_reset(mc);
	return mc;
}

void mc_free(struct mc *mc)
{
	free(mc);
}

/* ---- stream-ID region ---- */

static uint32_t sid_read(struct mc *mc, uint32_t off)
{
	unsigned int client = off / 8;

	if (!mc_client_has_sid(mc->cfg.clients, client)) {
		log_access(mc, "read of a client without a stream ID", MC_REGION_SID, off);
		return 0;
	}
	return off & 4 ? mc->security[client] : mc->override[client];
}

static void sid_write(struct mc *mc, uint32_t off, uint32_t val)
{
	unsigned int client = off / 8;
	uint32_t *reg, mask;

	if (!mc_client_has_sid(mc->cfg.clients, client)) {
		log_access(mc, "write to a client without a stream ID", MC_REGION_SID, off);
		return;
	}
	mc->stats.sid_writes++;
	if (off & 4 && mc->cfg.security_closed)
		return;
	/* The lock covers both registers; with lock_leaves_sid the security register only. */
	if ((mc->security[client] & MC_SID_SECURITY_LOCKED) &&
	    (off & 4 || !mc->cfg.lock_leaves_sid)) {
		mc->stats.locked_writes++;
		return;
	}
	reg = off & 4 ? &mc->security[client] : &mc->override[client];
	mask = off & 4 ? SECURITY_WRITABLE : MC_SID_OVERRIDE_MASK;
	mc->stats.sid_changes += *reg != (val & mask);
	*reg = val & mask;
}

/* ---- channel and broadcast regions ---- */

static void write_bypass(struct mc *mc, unsigned int ch, uint32_t val)
{
	uint32_t *reg = &mc->ch[ch][MC_SMMU_BYPASS_CONFIG / 4];

	mc->stats.bypass_writes++;
	if (*reg & MC_BYPASS_LOCKED) {
		mc->stats.locked_writes++;
		return;
	}
	*reg = val;
}

static void channel_write(struct mc *mc, unsigned int ch, uint32_t off, uint32_t val)
{
	switch (off) {
	case MC_INTSTATUS:
		mc->ch[ch][MC_INTSTATUS / 4] &= ~val;
		break;
	case MC_ERR_STATUS:
	case MC_ERR_ADR:
	case MC_ERR_ADR_HI:
		break;
	case MC_SMMU_BYPASS_CONFIG:
		write_bypass(mc, ch, val);
		break;
	default:
		/* Unknown registers hold what is written. */
		mc->ch[ch][off / 4] = val;
		break;
	}
}

static void channels_write(struct mc *mc, unsigned int region, uint32_t off, uint32_t val)
{
	unsigned int first = region == MC_REGION_BROADCAST ? 0 : region - MC_REGION_CH0;
	unsigned int last = region == MC_REGION_BROADCAST ? MC_NR_CHANNELS - 1 : first;
	unsigned int ch;

	if (off == MC_GLOBAL_INTSTATUS) {
		mc->global_latch &= ~val;
		return;
	}
	for (ch = first; ch <= last; ch++)
		channel_write(mc, ch, off, val);
	update_irq(mc);
}

/* A broadcast read answers with channel 0 (assumed). */
static uint32_t channels_read(const struct mc *mc, unsigned int region, uint32_t off)
{
	unsigned int ch = region == MC_REGION_BROADCAST ? 0 : region - MC_REGION_CH0;

	if (off == MC_GLOBAL_INTSTATUS)
		return global_status(mc);
	return mc->ch[ch][off / 4];
}

/* ---- access of any shape ---- */

static bool shape_ok(struct mc *mc, unsigned int region, uint64_t off, unsigned int size)
{
	if (region >= MC_NR_REGIONS)
		return false;
	if ((size == 1 || size == 2 || size == 4 || size == 8) && !(off & (size - 1)) &&
	    off < MC_REGION_SIZE)
		return true;
	log_access(mc, "unaligned or out of range", region, off);
	return false;
}

static uint32_t read_word(struct mc *mc, unsigned int region, uint32_t off)
{
	mc->stats.reg_reads++;
	return region == MC_REGION_SID ? sid_read(mc, off) : channels_read(mc, region, off);
}

static void write_word(struct mc *mc, unsigned int region, uint32_t off, uint32_t val)
{
	mc->stats.reg_writes++;
	if (region == MC_REGION_SID)
		sid_write(mc, off, val);
	else
		channels_write(mc, region, off, val);
}

static bool write_one_to_clear(unsigned int region, uint32_t off)
{
	return region != MC_REGION_SID && (off == MC_INTSTATUS || off == MC_GLOBAL_INTSTATUS);
}

uint64_t mc_mmio_read(struct mc *mc, unsigned int region, uint64_t off, unsigned int size)
{
	uint64_t val;

	if (!shape_ok(mc, region, off, size))
		return 0;
	val = read_word(mc, region, (uint32_t)off & ~UINT32_C(3));
	if (size == 8)
		return val | (uint64_t)read_word(mc, region, (uint32_t)off + 4) << 32;
	if (size < 4)
		val = (val >> (8 * (off & 3))) & ((UINT64_C(1) << (8 * size)) - 1);
	return val;
}

void mc_mmio_write(struct mc *mc, unsigned int region, uint64_t off, uint64_t val,
		   unsigned int size)
{
	uint32_t word = (uint32_t)off & ~UINT32_C(3), old = 0, mask;
	unsigned int shift = 8 * (off & 3);

	if (!shape_ok(mc, region, off, size))
		return;
	if (size < 4) {
		mask = ((UINT32_C(1) << (8 * size)) - 1) << shift;
		if (!write_one_to_clear(region, word))
			old = read_word(mc, region, word) & ~mask;
		val = old | (((uint32_t)val << shift) & mask);
	}
	write_word(mc, region, word, (uint32_t)val);
	if (size == 8)
		write_word(mc, region, word + 4, (uint32_t)(val >> 32));
}

/* ---- stream ID, bypass and decoding of an access ---- */

/*
 * Each channel has its own copy of the register. Which one applies to which access
 * is not known: the one that protects least does.
 */
static bool passes_around(const struct mc *mc, uint8_t sid)
{
	unsigned int ch;
	uint32_t mode;

	for (ch = 0; ch < MC_NR_CHANNELS; ch++) {
		mode = mc->ch[ch][MC_SMMU_BYPASS_CONFIG / 4] & MC_BYPASS_MODE_MASK;
		if (mode == MC_BYPASS_ALL || mode == MC_BYPASS_RESERVED)
			return true;
		if (mode == MC_BYPASS_SID && sid == MC_SID_PASSTHROUGH)
			return true;
	}
	return false;
}

/*
 * A forced client whose NS bit is clear is secure (NVIDIA's drivers call the bit
 * SCEW_NS): the SMMU's non-secure registers do not apply. What the secure ones hold is
 * not known; assume that they let it pass.
 */
void mc_resolve(const struct mc *mc, const struct bus_txn *txn, struct mc_resolution *res)
{
	res->overridden = txn->client < MC_NR_CLIENTS &&
			  (mc->security[txn->client] & MC_SID_SECURITY_OVERRIDE);
	res->sid = (res->overridden ? mc->override[txn->client] : txn->sid) & 0x7f;
	res->bypass_smmu = passes_around(mc, res->sid) ||
			   (res->overridden && !(mc->security[txn->client] & MC_SID_SECURITY_NS));
}

static bool inside(uint64_t addr, uint64_t base, uint64_t size)
{
	return addr >= base && addr - base < size;
}

enum bus_status mc_decode(const struct mc *mc, uint64_t pa, uint64_t *mem_pa)
{
	if (pa >> mc->cfg.address_bits)
		return BUS_DECERR;
	*mem_pa = pa & ~mc->cfg.dram_alias;
	if (inside(*mem_pa, mc->cfg.dram_base, mc->cfg.dram_size))
		return BUS_OK;
	return inside(pa, mc->cfg.sysram_base, mc->cfg.sysram_size) ? BUS_OK : BUS_DECERR;
}

/* ---- error log ---- */

/* The first error is kept until its interrupt status is cleared (assumed). */
static void report(struct mc *mc, const struct bus_txn *txn, uint64_t addr)
{
	unsigned int chan = (addr >> 10) % NR_REPORTING;
	uint32_t *reg = mc->ch[chan];
	uint32_t hi = (addr >> 32) & 0xff;

	mc->stats.errors++;
	if (reg[MC_INTSTATUS / 4] & MC_INT_DECERR_EMEM)
		return;
	reg[MC_ERR_STATUS / 4] = (txn->client & (MC_NR_CLIENTS - 1)) | ERR_STATUS_TYPE_EMEM |
				 (txn->write ? ERR_STATUS_WRITE : 0) |
				 (hi & 3) << ERR_STATUS_ADR_HI_SHIFT;
	reg[MC_ERR_ADR / 4] = (uint32_t)addr;
	reg[MC_ERR_ADR_HI / 4] = hi;
	reg[MC_INTSTATUS / 4] |= MC_INT_DECERR_EMEM;
	mc->global_latch |= UINT32_C(1) << (GLOBAL_SHIFT + chan);
	update_irq(mc);
}

void mc_report_decerr(struct mc *mc, const struct bus_txn *txn, uint64_t pa)
{
	report(mc, txn, pa);
}

void mc_report_smmu_fault(struct mc *mc, const struct bus_txn *txn)
{
	report(mc, txn, MC_SMMU_FAULT_SENTINEL);
}

const struct mc_clients *mc_get_clients(const struct mc *mc)
{
	return mc->cfg.clients;
}

void mc_get_stats(const struct mc *mc, struct mc_stats *st)
{
	*st = mc->stats;
}
