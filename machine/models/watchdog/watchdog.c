// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tegra's timer 0 and watchdog 0.
 */
#include <stdlib.h>

#include "watchdog.h"

struct watchdog {
	struct watchdog_config cfg;
	uint32_t tmrcr, wdtcr;
	bool running, unlocked;
	uint32_t periods, count;
};

struct watchdog *watchdog_new(const struct watchdog_config *cfg)
{
	struct watchdog *w;

	if (!cfg->fiq)
		return NULL;
	w = calloc(1, sizeof(*w));
	if (!w)
		return NULL;
	w->cfg = *cfg;
	return w;
}

void watchdog_free(struct watchdog *w)
{
	free(w);
}

void watchdog_reset(struct watchdog *w)
{
	*w = (struct watchdog){ .cfg = w->cfg };
}

uint32_t watchdog_next_us(const struct watchdog *w)
{
	return w->tmrcr & TMRCR_ENABLE ? w->tmrcr & TMRCR_PTV : 0;
}

/* A period of 0 counts as 1: assumed. */
static bool period_is_over(struct watchdog *w)
{
	if (++w->periods < WDTCR_PERIOD(w->wdtcr))
		return false;
	w->periods = 0;
	return true;
}

void watchdog_expire(struct watchdog *w)
{
	if (!(w->tmrcr & TMRCR_PERIODIC))
		w->tmrcr &= ~TMRCR_ENABLE;
	if (!w->running || w->wdtcr & WDTCR_SOURCE || !period_is_over(w))
		return;
	if (w->count == WATCHDOG_LAST)
		return;
	w->count++;
	if (w->count == WATCHDOG_FIQ_AT && w->wdtcr & WDTCR_LOCAL_FIQ)
		w->cfg.fiq(w->cfg.opaque);
}

static void command(struct watchdog *w, uint32_t val)
{
	if (val & WDTCMDR_DISABLE && w->unlocked) {
		w->running = false;
		w->unlocked = false;
	}
	if (val & WDTCMDR_START) {
		w->running = true;
		w->periods = 0;
		w->count = 0;
	}
}

uint64_t watchdog_mmio_read(const struct watchdog *w, uint64_t off, unsigned int size)
{
	if (size != 4)
		return 0;
	switch (off) {
	case TMR0_TMRCR:
		return w->tmrcr;
	case WDT0_WDTCR:
		return w->wdtcr;
	case WDT0_WDTSR:
		return w->count << WDTSR_COUNT_SHIFT;
	}
	return 0;
}

/* A watchdog that runs keeps its configuration until it is disabled: assumed. */
void watchdog_mmio_write(struct watchdog *w, uint64_t off, uint64_t val, unsigned int size)
{
	if (size != 4)
		return;
	switch (off) {
	case TMR0_TMRCR:
		w->tmrcr = (uint32_t)val;
		break;
	case WDT0_WDTCR:
		if (!w->running)
			w->wdtcr = (uint32_t)val;
		break;
	case WDT0_WDTCMDR:
		command(w, (uint32_t)val);
		break;
	case WDT0_WDTUR:
		w->unlocked = val == WDTUR_UNLOCK;
		break;
	}
}
