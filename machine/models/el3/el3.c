// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The firmware's dispatcher, and the calls of Tegra's platform.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MIB		UINT64_C(0x100000)
#define PAGE		0x1000u

struct el3 *el3_new(const struct el3_config *cfg)
{
	struct el3 *e;

	if (cfg->nr_cpus > EL3_MAX_CPUS || !cfg->mem || !cfg->cpu_of || !cfg->kick)
		return NULL;
	e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->cfg = *cfg;
	el3_reset(e);
	return e;
}

void el3_free(struct el3 *e)
{
	free(e);
}

void el3_reset(struct el3 *e)
{
	el3_sdei_reset(e);
	e->video_base = 0;
	e->video_size = 0;
	e->fiq_entry = 0;
}

static void complain(struct el3 *e, const char *msg)
{
	if (e->cfg.log)
		e->cfg.log(e->cfg.log_opaque, msg);
}

static bool in_dram(const struct el3 *e, uint64_t base, uint64_t size)
{
	uint64_t off = base - e->cfg.dram_base;

	return base >= e->cfg.dram_base && off < e->cfg.dram_size &&
	       size <= e->cfg.dram_size - off;
}

/* Both are multiples of a page. */
static void clear(struct el3 *e, uint64_t from, uint64_t to)
{
	static const uint8_t zeroes[PAGE];

	for (; from < to; from += PAGE)
		e->cfg.mem->write(e->cfg.mem_opaque, from, zeroes, PAGE);
}

/* Clears what is given up: what lies in the old region, and not in the new one. */
static void move_video(struct el3 *e, uint64_t base, uint64_t size)
{
	uint64_t old = e->video_base, old_end = old + e->video_size, end = base + size;

	clear(e, old, base < old_end ? base : old_end);
	clear(e, end > old ? end : old, old_end);
	e->video_base = base;
	e->video_size = size;
}

/* The GPU counts as held in reset: the host has its reset line. */
static int64_t new_videomem(struct el3 *e, uint64_t base, uint32_t size)
{
	if (!in_dram(e, base, size) || base % MIB || size % MIB) {
		complain(e, "NEW_VIDEOMEM_REGION: not whole MiB of non-secure DRAM");
		return SIP_ENOTSUP;
	}
	move_video(e, base, size);
	return 0;
}

static int64_t fiq_entrypoint(struct el3 *e, uint64_t pc)
{
	if (!pc)
		return EL3_UNKNOWN;
	e->fiq_entry = pc;
	return 0;
}

/* Return: 0; the CPU does not get it, but loses power. */
static int64_t cpu_suspend(struct el3 *e, unsigned int cpu, const struct el3_regs *regs)
{
	if ((uint32_t)regs->x[1] != PSCI_CPU_DOWN)
		return PSCI_EINVAL;
	if (regs->x[2] % 4)
		return PSCI_EADDRESS;
	e->cfg.power_down(e->cfg.cpu_opaque, cpu, regs->x[2], regs->x[3]);
	return 0;
}

/* All else of PSCI is the machine's: also CPU_SUSPEND to a state without a power-down. */
static bool psci_smc(struct el3 *e, unsigned int cpu, struct el3_regs *regs)
{
	uint32_t func = (uint32_t)regs->x[0], arg = (uint32_t)regs->x[1];

	if (!e->cfg.power_down)
		return false;
	if (func == PSCI_CPU_SUSPEND && arg & PSCI_POWER_DOWN)
		regs->x[0] = (uint64_t)cpu_suspend(e, cpu, regs);
	else if (func == PSCI_FEATURES && (arg == PSCI_CPU_SUSPEND || arg == PSCI_CPU_SUSPEND_32))
		regs->x[0] = PSCI_EXTENDED;
	else
		return false;
	return true;
}

bool el3_smc(struct el3 *e, unsigned int cpu, struct el3_regs *regs)
{
	uint32_t func = (uint32_t)regs->x[0];

	if (func >= SDEI_VERSION && func <= SDEI_LAST)
		el3_sdei_smc(e, cpu, regs);
	else if (func == SIP_NEW_VIDEOMEM_REGION)
		regs->x[0] = (uint64_t)new_videomem(e, regs->x[1], (uint32_t)regs->x[2]);
	else if (func == SIP_FIQ_NS_ENTRYPOINT)
		regs->x[0] = (uint64_t)fiq_entrypoint(e, regs->x[1]);
	else
		return psci_smc(e, cpu, regs);
	return true;
}

/* The level and all else of the interrupted context is kept. */
bool el3_fiq(struct el3 *e, struct el3_regs *regs)
{
	if (!e->fiq_entry) {
		complain(e, "watchdog FIQ without an entry point");
		return false;
	}
	regs->pc = e->fiq_entry;
	return true;
}
