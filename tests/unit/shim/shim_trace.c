// SPDX-License-Identifier: GPL-2.0-only
/* The latest trace events of EL2, as text. */
#include <stdarg.h>
#include <stdio.h>

#include <asm/kvm_hypevents.h>

#include "shim.h"
#include "shim_internal.h"

#define KEPT	8
#define TEXT	160

bool shim_tracing;

static char kept[KEPT][TEXT];
static unsigned int nr;

void shim_event(const char *name, const char *fmt, ...)
{
	char *text = kept[nr++ % KEPT];
	int len = snprintf(text, TEXT, "%s ", name);
	va_list ap;

	va_start(ap, fmt);
	len += vsnprintf(text + len, TEXT - len, fmt, ap);
	va_end(ap);
	BUG_ON(len >= TEXT);
}

unsigned int shim_events(void)
{
	return nr;
}

const char *shim_event_text(unsigned int i)
{
	return i < nr && nr - i <= KEPT ? kept[i % KEPT] : "";
}

void shim_trace_reset(void)
{
	shim_tracing = false;
	nr = 0;
}
